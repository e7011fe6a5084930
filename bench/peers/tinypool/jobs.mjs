// tinypool: two threads, all jobs at once.
import { Tinypool } from 'tinypool';
import { count } from '../../measure.ts';
import { printJobs } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
const pool = new Tinypool({ filename, minThreads: 2, maxThreads: 2, runtime: 'worker_threads' });
await printJobs((x) => pool.run(x), count);
await pool.destroy();
