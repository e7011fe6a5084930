// piscina: two threads, all jobs at once. Tuned, a worker is sent a hundred jobs ahead, and waits for
// them as for any message.
import Piscina from 'piscina';
import { count, variant } from '../../measure.ts';
import { printJobs } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
const tuned = { concurrentTasksPerWorker: 100, atomics: 'disabled' };
const options = variant === 'tuned' ? tuned : {};
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2, ...options });
await printJobs((x) => pool.run(x), count);
await pool.destroy();
