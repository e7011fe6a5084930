// workerpool: two threads, or two processes, all jobs at once.
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { count, variant } from '../../measure.ts';
import { printJobs } from '../../places.ts';

const workerType = variant === 'process' ? 'process' : 'thread';
const options = { minWorkers: 2, maxWorkers: 2, workerType };
const script = fileURLToPath(new URL('./increment.mjs', import.meta.url));
const pool = workerpool.pool(script, options);
await printJobs((x) => pool.exec('increment', [x]), count);
await pool.terminate();
