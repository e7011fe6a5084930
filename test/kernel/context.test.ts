import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  call,
  channel,
  type Coroutine,
  currentTask,
  deadline,
  defer,
  Future,
  future,
  go,
  pause,
  run,
  scope,
  select,
  sleep,
  type Task,
  until,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

const request = new AsyncLocalStorage<string>();

const byName = (a = '', b = ''): number => (a < b ? -1 : 1);

function who(): string {
  try {
    return currentTask().name;
  } catch {
    return 'nobody';
  }
}

/** Starts `body` as a program does that handles a request. */
function goFor(name: string, body: () => Coroutine<void>): Task<void> {
  return request.run(name, () => go(body));
}

test('a value follows its task through every kind of wait, and into what it starts', async () => {
  const seen = new Map<string, (string | undefined)[]>();
  const look = (where: string): void => {
    seen.set(where, [...(seen.get(where) ?? []), request.getStore()]);
  };
  await runVirtually(function* () {
    const numbers = channel<number>();
    const handle = function* (): Coroutine<void> {
      look('first line');
      yield* sleep(1);
      look('sleep');
      yield* numbers.receive();
      look('receive');
      yield* pause();
      look('pause');
      yield* until(Promise.resolve());
      look('until');
      yield* select({ never: numbers.receive(), soon: sleep(1) });
      look('select');
      yield* sleep(1).timeout(5);
      look('timeout');
      yield* deadline(5, function* () {
        yield* sleep(1);
        look('deadline');
      });
      yield* call(function* () {
        yield* sleep(1);
        look('called body');
      });
      yield* call(async () => {
        await sleep(1).map(() => look('map in async code'));
        look('async code');
        await Promise.resolve();
        look('async code, later');
      });
      yield* scope(() => {
        go(function* () {
          yield* sleep(1);
          look('child');
        });
      });
    };
    const tasks = ['a', 'b'].map((name) => goFor(name, handle));
    yield* numbers.send(1);
    yield* numbers.send(2);
    for (const task of tasks) yield* task;
    look('the one that started them');
  });
  look('outside');
  const { outside, 'the one that started them': starter, ...inTasks } = Object.fromEntries(seen);
  assert.deepEqual([outside, starter], [[undefined], [undefined]]);
  assert.equal(Object.keys(inTasks).length, 13);
  for (const [where, values] of Object.entries(inTasks))
    assert.deepEqual(values.toSorted(byName), ['a', 'b'], where);
});

test('a killed task cleans up with its own value, whoever kills it', async () => {
  const seen: unknown[] = [];
  await runVirtually(function* () {
    const victim = goFor('victim', function* () {
      defer(() => void seen.push(request.getStore()));
      try {
        yield* sleep(1000);
      } finally {
        seen.push(request.getStore());
        yield* sleep(1);
        seen.push(request.getStore());
      }
    });
    yield* sleep(1);
    yield* goFor('killer', function* () {
      victim.kill();
      yield* victim.outcome();
      assert.equal(request.getStore(), 'killer');
    });
  });
  assert.deepEqual(seen, ['victim', 'victim', 'victim']);
});

test('a value that a task sets by enterWith is its own from then on', async () => {
  await runVirtually(function* () {
    const body = (name: string) =>
      function* (): Coroutine<void> {
        request.enterWith(name);
        yield* sleep(1);
        assert.equal(request.getStore(), name);
        const child = go(() => request.getStore());
        assert.equal(yield* child, name);
      };
    const tasks = [go(body('x')), go(body('y'))];
    for (const task of tasks) yield* task;
    assert.equal(request.getStore(), undefined);
  });
});

test('listeners of a future hear with the value of those who listen', async () => {
  const heard: unknown[] = [];
  await runVirtually(function* () {
    const work = future(function* () {
      yield* sleep(1);
    });
    const listen = (): void => {
      work.onProgress((n) => heard.push([request.getStore(), n]));
      work.onDone(() => heard.push([request.getStore()]));
    };
    request.run('one', listen);
    request.run('two', listen);
    work.setProgress(0.5);
    yield* work;
    yield* pause();
  });
  assert.deepEqual(heard, [['one', 0.5], ['two', 0.5], ['one'], ['two']]);
});

test('a program that is started in a context runs in it', async () => {
  const seen = await request.run('outer', () =>
    run(function* () {
      yield* sleep(0);
      return request.getStore();
    }),
  );
  assert.equal(seen, 'outer');
});

test('the setters are watched until the first use, which the kernel itself is none of', () => {
  const path = fileURLToPath(new URL('first-use.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, path], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {
    watchedAfterImport: true,
    watchedAfterAsyncBodies: true,
    nativeAfterFirstUse: true,
    startedBefore: [null, 'late'],
  });
});

test('the first values of all stay with the task, too, if a plain function that it calls sets them', () => {
  const path = fileURLToPath(new URL('first-in-call.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, path], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  const values = ['set', 'set, too', null];
  const other = [null, null, null];
  assert.deepEqual(JSON.parse(stdout), { atOnce: values, later: values, other });
});

test('async code that a plain function starts and leaves is not killed with a later call of it', async () => {
  const seen: string[] = [];
  const left = new Future<void>();
  let waits = false;
  const work = (): void | Promise<void> => {
    const rest = async (): Promise<void> => await sleep(60_000);
    if (waits) return rest();
    void (async () => {
      await until(Promise.resolve());
      await sleep(5);
      seen.push('went on');
    })().then(
      () => left.set(),
      (error: unknown) => left.setError(error),
    );
  };
  await run(function* () {
    const later = go(function* () {
      yield* call(work);
      waits = true;
      yield* call(work);
    });
    yield* sleep(0);
    later.kill();
    yield* left;
  });
  assert.deepEqual(seen, ['went on']);
});

test('a callback that a task starts belongs to no task, also where async code started that task', async () => {
  const seen: string[] = [];
  const look = (): void => {
    seen.push(`${who()}, ${request.getStore()}`);
  };
  const lookLater = function* (): Coroutine<void> {
    yield* until(new Promise<void>((resolve) => setTimeout(() => resolve(look()), 0)));
  };
  await request.run('a', () =>
    run(async function parent() {
      await sleep(0);
      await go(lookLater);
      await run(lookLater);
      const done = new Future<void>();
      const heard = new Promise<void>((resolve) => done.onDone(() => resolve(look())));
      done.set();
      await heard;
      seen.push(who());
    }),
  );
  assert.deepEqual(seen, ['nobody, a', 'nobody, a', 'nobody, a', 'parent']);
});

test('async code that is called again cleans up with the value of now', async () => {
  const seen: unknown[] = [];
  let waits = false;
  const work = (): void | Promise<void> => {
    if (!waits) return;
    defer(() => void seen.push(request.getStore()));
    return Promise.resolve();
  };
  await run(function* () {
    request.enterWith('first');
    yield* call(work);
    request.enterWith('second');
    waits = true;
    yield* call(async () => {
      await work();
    });
    yield* call(work);
  });
  assert.deepEqual(seen, ['second', 'second']);
});
