import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Coroutine, future, go, once, run } from 'offshoot';
import { createPool, type PortableBody, thread } from 'offshoot/place';
import { double } from './fixtures/jobs.ts';

// In the repository, so that `offshoot/place` is found from there.
const folder = new URL(`./fixtures/made-${process.pid}/`, import.meta.url);
before(() => mkdirSync(folder));
after(() => rmSync(folder, { recursive: true }));

const source = `
import { portable } from 'offshoot/place';
export const work = portable(import.meta, function work() { return 'worked'; });
`;

/**
 * Imports a module here, does something to its file, and has its `work` called in a worker; then a
 * job of another module. Gives what came of the two.
 */
async function afterwards(on: Kind, name: string, change: (url: URL) => void): Promise<unknown[]> {
  const url = new URL(`${on}-${name}`, folder);
  writeFileSync(url, source);
  const { work } = (await import(url.href)) as { work: PortableBody<string, []> };
  change(url);
  return await run(function* (): Coroutine<unknown[]> {
    const pool = yield* createPool({ on, size: 1 });
    const results: unknown[] = [];
    try {
      results.push(yield* pool.apply(work));
    } catch (error) {
      results.push(error);
    }
    results.push(yield* pool.apply(double, 21), pool.statistics().workers);
    return results;
  });
}

type Kind = 'thread' | 'process';
for (const on of ['thread', 'process'] satisfies Kind[]) {
  test(`a module that is not there gives the error of its import, and the worker goes on (${on})`, async () => {
    const [error, ...rest] = await afterwards(on, 'missing.ts', (url) => rmSync(url));
    const { code, message } = error as NodeJS.ErrnoException;
    assert.equal(code, 'ERR_MODULE_NOT_FOUND');
    assert.match(message, /missing\.ts/);
    assert.deepEqual(rest, [42, 1]);
  });

  test(`a module with a syntax error gives that error, with the module named (${on})`, async () => {
    const [error, ...rest] = await afterwards(on, 'broken.js', (url) =>
      writeFileSync(url, 'export const = 1;'),
    );
    assert.ok(error instanceof SyntaxError);
    assert.match(error.message, /^cannot load file:.*broken\.js: /);
    assert.match(error.stack!, /cannot load file:.*broken\.js/);
    assert.deepEqual(rest, [42, 1]);
  });

  test(`a module whose top level throws gives that error, with the module named (${on})`, async () => {
    const [error, ...rest] = await afterwards(on, 'throwing.ts', (url) =>
      writeFileSync(url, "throw new RangeError('not today');"),
    );
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /^cannot load file:.*throwing\.ts: not today$/);
    assert.deepEqual(rest, [42, 1]);
  });

  test(`a module that is another one by now has no such export (${on})`, async () => {
    const [error, ...rest] = await afterwards(on, 'changed.ts', (url) =>
      writeFileSync(url, 'export const other = 1;'),
    );
    const { code, message } = error as NodeJS.ErrnoException;
    assert.equal(code, 'OFFSHOOT_NOT_PORTABLE');
    assert.match(
      message,
      /^function work is portable but no export of file:.*; it exports other\./,
    );
    assert.deepEqual(rest, [42, 1]);
  });
}

test('the import of a module does not count for the time limit of the job that needs it', async () => {
  const url = new URL('slow.ts', folder);
  const waits = `
    import { isMainThread } from 'node:worker_threads';
    if (!isMainThread) await new Promise((resolve) => setTimeout(resolve, 1500));
  `;
  writeFileSync(url, source + waits);
  const { work } = (await import(url.href)) as { work: PortableBody<string, []> };
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    assert.equal(yield* pool.with({ limitMs: 1000 }).apply(work), 'worked');
  });
});

test('a module whose top level never ends holds up nothing but its own jobs', async () => {
  const url = new URL('hanging.ts', folder);
  const hang = `
    import { isMainThread } from 'node:worker_threads';
    if (!isMainThread) {
      const told = new BroadcastChannel(import.meta.url);
      told.postMessage('loading');
      told.close();
      await new Promise(() => {});
    }
  `;
  writeFileSync(url, source + hang);
  const { work } = (await import(url.href)) as { work: PortableBody<string, []> };
  const told = new BroadcastChannel(url.href);
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const place = yield* thread();
    const ways = [
      { call: pool.apply.bind(pool), beside: false },
      { call: place.call.bind(place), beside: true },
    ];
    for (const { call, beside } of ways) {
      const loading = future(function* () {
        yield* once(told, 'message');
      });
      const task = go(() => call(work));
      yield* loading;
      if (beside) assert.equal(yield* call(double, 21), 42);
      task.kill();
      yield* task.outcome();
      assert.equal(yield* call(double, 21), 42);
    }
    assert.equal(pool.statistics().workers, 1);
  });
  told.close();
});
