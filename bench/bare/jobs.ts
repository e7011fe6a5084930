// Tiny jobs over bare message ports: two threads, one message a job.
import { count } from '../measure.ts';
import { printJobs } from '../places.ts';
import { BareThread } from './thread.ts';

const threads = [0, 1].map(() => new BareThread<number, number>('./increment-worker.mjs'));
await printJobs((x) => threads[x % 2]!.call(x), count);
await Promise.all(threads.map((thread) => thread.end()));
