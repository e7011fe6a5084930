import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedError,
  type Coroutine,
  type Future,
  KilledError,
  RemoteError,
  run,
  TimeoutError,
  WorkerLostError,
} from 'offshoot';
import { type Calls, createPool, type PortableBody } from 'offshoot/place';
import * as fixture from './fixtures/errors.ts';
import { crashes } from './fixtures/jobs.ts';
import { failure } from '../support/failure.ts';

/** What comes home when `fn` is called in a worker with each of `kinds`. */
async function home(kinds: string[], fn: PortableBody<unknown, [string]> = fixture.throws) {
  return await run(function* (): Coroutine<unknown[]> {
    const pool = yield* createPool({ size: 1, name: 'errors' });
    const caught: unknown[] = [];
    for (const kind of kinds) {
      try {
        caught.push(['returned', yield* pool.apply(fn, kind)]);
      } catch (error) {
        caught.push(error);
      }
    }
    return caught;
  });
}

/** What a program can ask of an error. */
function seen(error: unknown): unknown {
  const {
    constructor: type,
    name,
    message,
    cause,
    ...fields
  } = error as Error & { constructor: Function };
  return { type, name, message, cause, fields: { ...fields } };
}

const language = {
  Error: [Error, 'plain'],
  TypeError: [TypeError, 'typed'],
  RangeError: [RangeError, 'ranged'],
  SyntaxError: [SyntaxError, 'syntax'],
  ReferenceError: [ReferenceError, 'reference'],
  EvalError: [EvalError, 'eval'],
  URIError: [URIError, 'uri'],
} as const;

test("the language's own errors keep their class and gain no fields", async () => {
  for (const fn of [fixture.throws, fixture.throwsLater]) {
    const errors = (await home(Object.keys(language), fn)) as Error[];
    assert.deepEqual(
      errors.map((error) => [
        Object.getPrototypeOf(error),
        error.name,
        error.message,
        Object.entries(error),
      ]),
      Object.values(language).map(([type, message]) => [type.prototype, type.name, message, []]),
    );
  }
});

test('an AggregateError keeps its errors, with their classes', async () => {
  const [error] = (await home(['AggregateError'])) as AggregateError[];
  assert.ok(error instanceof AggregateError);
  assert.deepEqual([error.message, error.errors.length, error.errors[1]], ['several', 2, 'two']);
  assert.ok(error.errors[0] instanceof TypeError);
  assert.equal(error.errors[0].message, 'one');
});

test('a DOMException stays one', async () => {
  const [error] = (await home(['DOMException'])) as DOMException[];
  assert.ok(error instanceof DOMException);
  assert.deepEqual([error.name, error.message, error.code], ['AbortError', 'aborted', 20]);
});

test("an error of Node's keeps its class, code and fields", async () => {
  const [file] = (await home([''], fixture.readsNothing)) as NodeJS.ErrnoException[];
  assert.equal(Object.getPrototypeOf(file), Error.prototype);
  const { code, errno, path, syscall } = file!;
  assert.deepEqual([code, errno, path, syscall], ['ENOENT', -2, '/does/not/exist', 'open']);
  const [url] = (await home([''], fixture.badUrl)) as (Error & { code: string; input: string })[];
  assert.ok(url instanceof TypeError);
  assert.deepEqual([url.code, url.input], ['ERR_INVALID_URL', 'no url']);
});

test("this package's errors keep their class, code and fields", async () => {
  const [closed, timeout, killed] = (await home(['closed', 'timeout', 'killed'])) as Error[];
  assert.ok(closed instanceof ClosedError);
  assert.deepEqual(
    [closed.name, closed.code, closed.message],
    ['ClosedError', 'OFFSHOOT_CLOSED', 'shut'],
  );
  assert.ok(timeout instanceof TimeoutError);
  assert.deepEqual([timeout.message, timeout.ms], ['late', 7]);
  assert.ok(killed instanceof KilledError);
  assert.deepEqual([killed.message, killed.reason], ['gone', 'why']);
});

test('a class that the module exports comes home as itself, with name, code, cause and own fields', async () => {
  const [error] = (await home(['bank'])) as fixture.BankError[];
  assert.ok(error instanceof fixture.BankError);
  assert.deepEqual(
    [error.name, error.message, error.code, error.detail],
    ['BankError', 'no money', 'E_BANK', { account: 42 }],
  );
  assert.ok(error.cause instanceof TypeError);
  assert.equal(error.cause.message, 'inner');
  assert.ok(Object.prototype.toString.call(error) === '[object Error]');
});

test('a class that was made portable comes home as itself, though it is not exported', async () => {
  const [error] = (await home(['registered'])) as Error[];
  assert.equal(Object.getPrototypeOf(error), fixture.Kept.registered.prototype);
});

test('a class that nobody here knows becomes a RemoteError that keeps all the rest', async () => {
  const [error] = (await home(['secret'])) as (RemoteError & { extra: number[] })[];
  assert.ok(error instanceof RemoteError);
  const { name, message, code, extra, cause } = error;
  assert.deepEqual([name, message, code, extra], ['Secret', 'secret', 'E_SECRET', [1, 2]]);
  assert.ok(cause instanceof RangeError);
  assert.match(error.remoteStack, /^Secret: secret\n.*fixtures\/errors\.ts/s);
});

test('the stack reads on: thrown there, called from here', async () => {
  const [error] = (await home(['Error'])) as Error[];
  const lines = error!.stack!.split('\n');
  const border = lines.indexOf('    at [thread "errors-1"]');
  assert.equal(lines[0], 'Error: plain');
  assert.ok(lines.slice(1, border).some((line) => line.includes('fixtures/errors.ts')));
  assert.ok(lines.slice(border + 1).some((line) => line.includes('errors.test.ts')));
  const ours = /\/src\/|AsyncLocalStorage|AsyncResource|<anonymous>/;
  assert.deepEqual(
    lines.filter((line) => ours.test(line)),
    [],
    'our own lines are left out, and what comes with them',
  );
});

/** Asks for a job on behalf of somebody else. */
function submitted(calls: Calls): Future<never> {
  return calls.submit(fixture.throws, 'Error');
}

test('behind who submitted a job stands who called him', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, name: 'errors' });
    for (const calls of [pool, pool.with({ priority: 1 })]) {
      const job = (function asks() {
        return submitted(calls);
      })();
      const { stack } = (yield* failure(job)) as Error;
      const [, behind] = stack!.split('    at [thread "errors-1"]\n');
      assert.match(behind!, /^ +at submitted .*errors\.test\.ts.*\n +at asks .*errors\.test\.ts/);
    }
  });
});

test('what is thrown and is no error arrives as it is', async () => {
  assert.deepEqual(await home(['string', 'object', 'nothing']), [
    'just text',
    { code: 1, list: [1] },
    undefined,
  ]);
});

test('what cannot travel is described: a thrown function, a field of an error', async () => {
  const [strange, field] = (await home(['strange', 'field'])) as Error[];
  assert.ok(strange instanceof RemoteError);
  assert.match(strange.message, /^thread "errors-1" threw function .*, which cannot travel$/);
  assert.deepEqual(Object.entries(field!), [
    ['fn', 'function fn'],
    ['fine', 1],
  ]);
});

test('a circle of causes stays one', async () => {
  const [error] = (await home(['cycle'])) as Error[];
  const middle = error!.cause as Error;
  assert.deepEqual([error!.message, middle.message], ['cycle', 'middle']);
  assert.equal(middle.cause, error);
});

test('an error that does not let itself be read comes home as far as it can be, and its worker lives', async () => {
  const caught = await home(['getters', 'noText', 'trap', 'deepField', 'Error']);
  const [getters, noText, trap, deepField, last] = caught as (Error & Record<string, unknown>)[];
  const unread = '(could not be read: do not ask)';
  const { name, message, cause, response, fine } = getters!;
  assert.deepEqual(
    { name, message, cause, response, fine },
    { name: unread, message: 'with getters', cause: unread, response: unread, fine: 1 },
  );
  assert.equal(noText!.message, 'with a strange name');
  assert.match(noText!.name, /^\(could not be read: /);
  assert.ok(trap instanceof RemoteError);
  assert.equal(deepField!.message, 'with a deep field');
  assert.equal(last!.message, 'plain');
});

test('errors that share errors arrive as they were, each one once', async () => {
  let [error] = (await home(['shared'])) as AggregateError[];
  for (let n = 14; n > 0; n--) {
    assert.equal(error!.message, `${n}`);
    const [one, two] = error!.errors as AggregateError[];
    assert.equal(one, two);
    assert.equal(one, error!.cause);
    error = one;
  }
  assert.equal(error!.message, '0');
});

test('of very many errors in one, the first ones travel', async () => {
  const [error] = (await home(['many'])) as AggregateError[];
  const { length } = error!.errors;
  assert.deepEqual(
    [length, error!.errors.at(-2).message, error!.errors.at(-1)],
    [1000, '998', '[more errors]'],
  );
});

test('an error that nobody caught in a worker is the cause of its loss, with its class', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, name: 'errors' });
    try {
      yield* pool.apply(crashes);
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof WorkerLostError);
      assert.equal(error.message, 'errors-1 ended with exit code 1: uncaught');
      assert.ok(error.cause instanceof RangeError);
      assert.deepEqual(seen(error), {
        ...(seen(error) as object),
        fields: { code: 'OFFSHOOT_WORKER_LOST', worker: 'errors-1', exitCode: 1 },
      });
    }
  });
});
