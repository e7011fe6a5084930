// tinypool: one thread, calls one after the other.
import { Tinypool } from 'tinypool';
import { count } from '../../measure.ts';
import { printCalls } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
const pool = new Tinypool({ filename, minThreads: 1, maxThreads: 1, runtime: 'worker_threads' });
await printCalls((x) => pool.run(x), count);
await pool.destroy();
