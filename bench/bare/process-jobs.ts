// Tiny jobs in two bare child processes, one message a job.
import { count } from '../measure.ts';
import { printJobs } from '../places.ts';
import { BareProcess } from './process.ts';

const processes = [0, 1].map(() => new BareProcess('./increment-process.mjs'));
await printJobs((x) => processes[x % 2]!.call(x), count);
await Promise.all(processes.map((each) => each.end()));
