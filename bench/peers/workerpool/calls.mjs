// workerpool: one thread, calls one after the other.
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { count } from '../../measure.ts';
import { printCalls } from '../../places.ts';

const options = { minWorkers: 1, maxWorkers: 1, workerType: 'thread' };
const script = fileURLToPath(new URL('./increment.mjs', import.meta.url));
const pool = workerpool.pool(script, options);
await printCalls((x) => pool.exec('increment', [x]), count);
await pool.terminate();
