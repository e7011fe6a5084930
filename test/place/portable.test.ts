import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotPortableError, run } from 'offshoot';
import { createPool, here, type Portable, portable } from 'offshoot/place';
import byDefault, * as jobs from './fixtures/jobs.ts';
// @ts-expect-error JavaScript, without declarations
import { shout } from './fixtures/plain.js';

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => assert.fail(`it gave ${String(value)}`),
    (error: unknown) => error,
  );

test('a portable function stays an ordinary one', () => {
  assert.deepEqual(
    [jobs.double(21), jobs.add(1), jobs.outer(), byDefault()],
    [42, 2, 'renamed', 'default'],
  );
});

test('plain, async and generator functions are found, renamed, by default, with defaults', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    assert.deepEqual(
      [
        yield* pool.apply(jobs.double, 21),
        yield* pool.apply(jobs.add, 1),
        yield* pool.apply(jobs.slowly, 1, 'slow'),
        yield* pool.apply(jobs.later, 7),
        yield* pool.apply(jobs.outer),
        yield* pool.apply(byDefault),
      ],
      [42, 2, 'slow', 7, 'renamed', 'default'],
    );
  });
});

test('a JavaScript module is loaded as a TypeScript one is', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    assert.equal(yield* pool.apply(shout as ((text: string) => string) & Portable, 'hey'), 'HEY');
  });
});

test('a function that is not portable is refused at once, and told how to become so', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const plain = jobs.notMadePortable as (() => number) & Portable;
    const expected = {
      name: 'NotPortableError',
      code: 'OFFSHOOT_NOT_PORTABLE',
      message:
        'function notMadePortable is not portable, so no other place can find it. ' +
        'Make it an export: export const notMadePortable = portable(import.meta, function notMadePortable(...) { ... })',
    };
    assert.throws(() => pool.apply(plain), expected);
    assert.throws(() => pool.submit(plain), expected);
    assert.throws(() => pool.map(plain as never, [1]), expected);
    assert.throws(() => here.call(plain), expected);
  });
});

test('a portable function that is no export is refused, with the exports that there are', async () => {
  const error = await rejection(
    run(function* () {
      const pool = yield* createPool({ size: 1 });
      return yield* pool.apply(jobs.hidden.notExported);
    }),
  );
  assert.ok(error instanceof NotPortableError);
  assert.match(
    error.message,
    /^function notExported is portable but no export of file:.*jobs\.ts; it exports .*double.*\. Write: export const notExported = portable\(import\.meta, \.\.\.\)$/,
  );
});

test('a function of a module without a file is refused', async () => {
  const meta = { url: 'file:///project/[eval1]' } as ImportMeta;
  const homeless = portable(meta, function homeless() {});
  assert.throws(() => here.call(homeless), {
    code: 'OFFSHOOT_NOT_PORTABLE',
    message:
      'function homeless stands in file:///project/[eval1], which is no file, so no other place can import it. Write it into a module of its own.',
  });
});

test('wrong arguments of portable are named', () => {
  assert.throws(() => portable({} as ImportMeta, () => {}), {
    name: 'TypeError',
    message:
      'meta must be import.meta, not an object without a url ' +
      '(a bundler that writes CommonJS leaves import.meta empty: have it write ES modules)',
  });
  assert.throws(() => portable(import.meta, 3 as never), {
    name: 'TypeError',
    message: 'target must be a function or a class, not 3',
  });
});

test('here runs a portable function as a local task, and cannot be ended', async () => {
  await run(function* () {
    const task = here.go(jobs.slowly, 1, 'local');
    assert.deepEqual(
      [here.name, yield* here.call(jobs.double, 2), yield* task],
      ['here', 4, 'local'],
    );
    assert.equal(task.name, 'slowly');
    assert.throws(() => here.kill(), { name: 'TypeError' });
    assert.throws(() => here.close(), { name: 'TypeError' });
  });
});
