// What a run depends on besides its choices is found and named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Coroutine, go, pause, sleep, until } from 'offshoot';
import { simulate } from 'offshoot/testing';
import '../support/leaks.ts';
import { sound } from './programs.ts';

/** The one line of the failure, if each schedule is run twice. */
async function found(main: () => Coroutine<unknown> | Promise<unknown>): Promise<string> {
  const { failure } = await simulate(main, { runs: 3, checkDeterminism: true });
  return failure === undefined ? 'nothing' : (failure.error as Error).message;
}

test('a program that depends on its choices alone is the same twice', async () => {
  assert.equal(await found(sound), 'nothing');
});

test('a call to the host from a task is named, with its task, place and remedy', async () => {
  const uses: [string, () => unknown, RegExp][] = [
    ['Date.now()', () => Date.now(), /use now\(\)/],
    ['new Date()', () => new Date(), /use now\(\)/],
    ['performance.now()', () => performance.now(), /use now\(\)/],
    ['process.hrtime()', () => process.hrtime(), /use now\(\)/],
    ['process.hrtime.bigint()', () => process.hrtime.bigint(), /use now\(\)/],
    ['process.uptime()', () => process.uptime(), /use now\(\)/],
    ['Math.random()', () => Math.random(), /use random\(\)/],
    ['crypto.randomUUID()', () => crypto.randomUUID(), /use random\(\)/],
    ['setTimeout()', () => clearTimeout(setTimeout(() => {}, 1)), /use sleep\(\)/],
    ['setImmediate()', () => clearImmediate(setImmediate(() => {})), /use sleep\(\)/],
  ];
  for (const [what, use, remedy] of uses) {
    const message = await found(function* () {
      yield* sleep(1);
      yield* go(function culprit() {
        use();
      });
    });
    assert.ok(message.startsWith(`${what} in task "culprit" at step 3 (`), message);
    assert.match(message, /determinism\.test\.ts:\d+:\d+/);
    assert.match(message, remedy);
  }
});

test('they are what they were when the simulation is over, and a fixed date is no use', async () => {
  const { now } = Date;
  const { random } = Math;
  const bigint: unknown = Reflect.get(process.hrtime, 'bigint');
  assert.equal(
    await found(async () => {
      new Date(0).getTime();
    }),
    'nothing',
  );
  assert.deepEqual([Date.now === now, Math.random === random], [true, true]);
  assert.equal(Reflect.get(process.hrtime, 'bigint'), bigint);
  assert.equal(Object.hasOwn(performance, 'now'), false);
});

test('a decision by chance is found where it makes a difference', async () => {
  let flip = 0;
  const message = await found(function* () {
    const early = flip++ % 2 === 0;
    yield* go(function* late() {
      yield* early ? pause() : sleep(5);
    });
  });
  assert.match(
    message,
    /^step 2 was not the same twice: task .* waits for pause, then .* sleep of 5 ms/,
  );
});

test('a promise that the host settles is named, in a task and in async code', async () => {
  const host = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 2));
  assert.match(
    await found(function* () {
      const promise = host();
      yield* go(function* waiter() {
        yield* until(promise);
      });
    }),
    /setTimeout\(\) in task "main"|a promise in task "waiter" at step \d+/,
  );
  const outside = host();
  const message = await found(async function waiter() {
    await outside;
  });
  assert.match(message, /^a promise in task "waiter" at step \d+|^nothing$/);
});

test('without the check the same uses stand in the report', async () => {
  const report = await simulate(function* main() {
    Date.now();
    yield* pause();
    Math.random();
  });
  assert.equal(report.failure, undefined);
  assert.deepEqual(
    report.uncontrolled.map(({ what, task, step }) => `${what} ${task} ${step}`),
    ['Date.now() main 1', 'Math.random() main 2'],
  );
});

test('a promise that never settles fails after a while, and its task is named', async () => {
  const { failure } = await simulate(
    function* main() {
      yield* go(function* listener() {
        yield* until(new Promise(() => {}));
      });
    },
    { outsideMs: 5 },
  );
  assert.equal(
    (failure!.error as Error).message,
    'nothing came from outside within 5 ms: task "listener" waits for wait for a promise',
  );
});
