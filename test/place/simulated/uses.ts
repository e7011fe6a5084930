// The ways to call a pool or a place.
import assert from 'node:assert/strict';
import {
  all,
  type Channel,
  channel,
  ClosedError,
  type Coroutine,
  future,
  go,
  scope,
  sleep,
} from 'offshoot';
import { LinkLostError, WorkerLostError } from 'offshoot/kernel';
import type { Calls } from 'offshoot/place';
import { random } from 'offshoot/testing';
import { type Order, work, workAtOnce } from '../fixtures/simulated.ts';
import type { Call } from './call.ts';
import { aWhile, once } from './chance.ts';
import type { Target } from './targets.ts';

/** Makes the call, in its way. */
export function* make(call: Call, target: Target): Coroutine<unknown> {
  const { how, orders, options } = call;
  const calls = target.with(options);
  const [order] = orders;
  if (how === 'at once') return yield* calls.apply(workAtOnce, order!);
  if (how === 'map') return yield* calls.map(work, orders, { chunkSize: 1 + random(3) });
  if (how === 'many') return yield* calls.map(workAtOnce, orders, { chunkSize: 1 });
  if (how === 'burst') return yield* burst(calls, orders);
  if (how === 'imap') return yield* scope(() => stream(calls, orders));
  if (how === 'share') return yield* share(calls, order!);
  if (how === 'go') return yield* target.go(order!);
  if (how === 'submit') return yield* submit(calls, order!);
  if (how !== 'late') return yield* calls.apply(work, order!);
  const ms = random(8);
  call.hurry(call.within, ms);
  return yield* calls.apply(work, order!).timeout(ms);
}

/** The first one is quick, so others are sent ahead. */
function* burst(calls: Calls, [first, ...others]: readonly Order[]): Coroutine<unknown> {
  const value = yield* calls.apply(work, first!);
  return [value, ...(yield* all(others.map((order) => calls.apply(work, order))))];
}

function* submit(calls: Calls, order: Order): Coroutine<unknown> {
  const future = calls.submit(work, order);
  if (once(3)) {
    yield* aWhile();
    future.cancel('not needed');
  }
  return yield* future;
}

function* stream(calls: Calls, orders: readonly Order[]): Coroutine<unknown> {
  const results = calls.imap(work, orders, { chunkSize: 1 + random(2) });
  const values: number[] = [];
  while (!once(6)) {
    const next = yield* results.next();
    if (next.done) return values;
    values.push(next.value);
  }
  results.close();
  return orders.slice(0, values.length).map(({ n }) => 2 * n);
}

function* share(calls: Calls, order: Order): Coroutine<unknown> {
  const from = channel<number>(random(2));
  const to = channel<number>(random(2));
  const tasks = [go(() => quietly(feed(from))), go(() => quietly(drain(to)))];
  const promised = future(() => sleep(random(6)).map(() => 1));
  try {
    return yield* calls.apply(work, order, from, to, promised);
  } finally {
    from.close();
    to.close();
    promised.cancel();
    for (const task of tasks) task.kill();
  }
}

function* feed(to: Channel<number>): Coroutine<void> {
  try {
    yield* to.send(1);
    if (once(2)) yield* to.send(2);
  } finally {
    to.close();
  }
}

function* drain(from: Channel<number>): Coroutine<void> {
  try {
    while ((yield* from.next()).done !== true);
  } finally {
    from.close();
  }
}

function* quietly(body: Coroutine<void>): Coroutine<void> {
  try {
    yield* body;
  } catch (error) {
    assert.ok(
      error instanceof ClosedError ||
        error instanceof LinkLostError ||
        error instanceof WorkerLostError,
      String(error),
    );
  }
}
