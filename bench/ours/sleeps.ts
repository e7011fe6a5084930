// Tasks that each sleep until a deadline of their own, between one and three seconds from the start.
import { go, run, select, sleep, type Task } from 'offshoot';
import { count, printSleeps, randomDelays, variant } from '../measure.ts';
import { silence } from './disturbance.ts';

let slept = 0;

function* sleeper(ms: number) {
  yield* sleep(ms);
  slept++;
}

const silent = silence();

function* disturbedSleeper(ms: number) {
  yield* select({ slept: sleep(ms), silent: silent.receive() });
  slept++;
}

function* batch(n: number) {
  const delays = randomDelays(n);
  const body = variant === 'disturbed' ? disturbedSleeper : sleeper;
  slept = 0;
  const tasks = new Array<Task<void>>(n);
  for (let i = 0; i < n; i++) tasks[i] = go(body, delays[i]!);
  if (variant === 'disturbed') {
    yield* sleep(500);
    for (let i = 0; i < n; i += 100) tasks[i]!.kill();
  }
  for (const task of tasks) yield* task.outcome();
  return slept + (variant === 'disturbed' ? Math.ceil(n / 100) : 0);
}

await printSleeps((n) => run(() => batch(n)), count);
