// poolifier: two threads, all jobs at once.
import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { count } from '../../measure.ts';
import { printJobs } from '../../places.ts';

const pool = new FixedThreadPool(2, fileURLToPath(new URL('./increment.mjs', import.meta.url)));
await printJobs((x) => pool.execute(x), count);
// `destroy` does not always settle.
process.exit();
