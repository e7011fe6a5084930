// Simulations, in the page; the test runs them in Node, too, and compares.
import { channel, type Coroutine, go, pause, sleep } from 'offshoot';
import { simulate } from 'offshoot/testing';

/** A lost update: both read before either writes. */
function* lostUpdate(): Coroutine<void> {
  let balance = 0;
  function* deposit(): Coroutine<void> {
    const before = balance;
    yield* pause();
    balance = before + 1;
  }
  const tasks = [go(deposit), go(deposit)];
  for (const task of tasks) yield* task;
  if (balance !== 2) throw new Error(`balance is ${balance}`);
}

function* ordered(): Coroutine<void> {
  const numbers = channel<number>(1);
  go(function* () {
    for (let n = 0; n < 3; n++) yield* numbers.send(n);
    numbers.close();
  });
  // An hour that takes no time.
  yield* sleep(3_600_000);
  for (let n = 0; n < 3; n++) {
    if ((yield* numbers.receive()) !== n) throw new Error('out of order');
  }
}

function* stuck(): Coroutine<void> {
  const silent = channel<number>();
  silent.name = 'silent';
  yield* silent.receive();
}

/** The bug is found, replayed, and found again under its seed. */
export async function planted(): Promise<unknown[]> {
  const { failure } = await simulate(lostUpdate, { seed: 7 });
  const replayed = await simulate(lostUpdate, { replay: failure!.replay });
  return [
    failure!.message,
    failure!.replay,
    replayed.runs,
    replayed.failure?.message.split(': ')[1],
  ];
}

/** Nothing is wrong with it, in all its schedules; and nothing in it escaped the schedule. */
export async function sound(): Promise<unknown[]> {
  const { failure, complete, runs, uncontrolled } = await simulate(ordered, {
    schedule: 'exhaustive',
  });
  return [failure?.message, complete, runs > 1, uncontrolled];
}

/** What a page cannot see, a simulation does: all tasks wait, and nothing can wake one. */
export async function asleep(): Promise<unknown> {
  const { failure } = await simulate(stuck);
  return failure?.message.replace(/^seed=\d+, /, '');
}
