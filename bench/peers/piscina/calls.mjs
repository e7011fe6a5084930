// piscina: one thread, calls one after the other.
import Piscina from 'piscina';
import { count } from '../../measure.ts';
import { printCalls } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1 });
await printCalls((x) => pool.run(x), count);
await pool.destroy();
