// poolifier: one thread, calls one after the other.
import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { count } from '../../measure.ts';
import { printCalls } from '../../places.ts';

const pool = new FixedThreadPool(1, fileURLToPath(new URL('./increment.mjs', import.meta.url)));
await printCalls((x) => pool.execute(x), count);
// `destroy` does not always settle.
process.exit();
