// A megabyte over a socket while a bare worker spins.
import { count } from '../measure.ts';
import { printReceives } from '../receive.ts';
import { BareThread } from './thread.ts';

const thread = new BareThread<number, null>('./spin-worker.ts');
await printReceives((ms) => thread.call(ms), count);
await thread.end();
