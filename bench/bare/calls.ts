// Messages to a bare worker and back, one after the other.
import { count } from '../measure.ts';
import { printCalls } from '../places.ts';
import { BareThread } from './thread.ts';

const thread = new BareThread<number, number>('./increment-worker.mjs');
await printCalls((x) => thread.call(x), count);
await thread.end();
