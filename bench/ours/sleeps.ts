// Tasks that each sleep until a deadline of their own, between one and three seconds from the start.
import { go, pause, run, select, sleep, type Task } from 'offshoot';
import { count, printSleeps, variant } from '../measure.ts';
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

function* batch(delays: Int32Array) {
  const n = delays.length;
  const body = variant === 'disturbed' ? disturbedSleeper : sleeper;
  slept = 0;
  const tasks = new Array<Task<void>>(n);
  for (let i = 0; i < n; i++) tasks[i] = go(body, delays[i]!);
  let killed = 0;
  if (variant === 'disturbed') {
    yield* pause();
    for (let i = 0; i < n; i += 100) if (tasks[i]!.kill()) killed++;
  }
  for (const task of tasks) yield* task.outcome();
  return slept + killed;
}

await printSleeps((delays) => run(() => batch(delays)), count);
