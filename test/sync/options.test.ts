import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue, RateLimiter, ResourcePool, retry, run, Semaphore } from 'offshoot';

test('an option that does not exist is refused by name: it would be the default otherwise', async () => {
  const wrong: [() => unknown, RegExp][] = [
    [
      () => new Queue({ maxsize: 2 } as never),
      /^Queue has no option maxsize; it has maxSize, order, compare$/,
    ],
    [() => new Queue(2 as never), /^options must be an object, not 2$/],
    [
      () => new Semaphore(1, { bound: true } as never),
      /^Semaphore has no option bound; it has bounded$/,
    ],
    [() => new Semaphore(1, 2 as never), /^options must be an object, not 2$/],
    [
      () => new RateLimiter({ count: 1, perMs: 1, max: 1 } as never),
      /^RateLimiter has no option max;/,
    ],
    [() => new RateLimiter(5 as never), /^options must be an object, not 5$/],
    [
      () => retry(() => 1, { times: 2, backOff: { initial: 1 } } as never),
      /^retry has no option backOff;/,
    ],
    [() => retry(() => 1, 3 as never), /^options must be an object, not 3$/],
  ];
  for (const [make, message] of wrong) assert.throws(make, { name: 'TypeError', message });
  await run(() => {
    const open = async () => ({});
    assert.throws(() => new ResourcePool({ open, max: 1, min: 1 } as never), {
      name: 'TypeError',
      message: 'ResourcePool has no option min; it has open, close, max, idleMs',
    });
  });
});
