// tinypool: two threads, or two processes, all jobs at once.
import { Tinypool } from 'tinypool';
import { count, variant } from '../../measure.ts';
import { printJobs } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
const runtime = variant === 'process' ? 'child_process' : 'worker_threads';
const pool = new Tinypool({ filename, minThreads: 2, maxThreads: 2, runtime });
await printJobs((x) => pool.run(x), count);
await pool.destroy();
