import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as ours from 'offshoot';
import { isOperation } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5, performing } from './killed.ts';

const folder = mkdtempSync(join(tmpdir(), 'offshoot-copy-'));
cpSync(fileURLToPath(new URL('../../src', import.meta.url)), folder, { recursive: true });
const theirs: typeof ours = await import(pathToFileURL(join(folder, 'index.ts')).href);

after(() => rmSync(folder, { recursive: true }));

test('there are two copies of the package', () => {
  assert.notEqual(theirs.go, ours.go);
  assert.ok(isOperation(theirs.sleep(1)));
});

test('a task performs the operations of another copy', async () => {
  const seen = await runVirtually(function* () {
    const jobs = theirs.channel<string>();
    ours.go(function* () {
      yield* jobs.send('theirs');
    });
    const got: unknown[] = [yield* jobs.receive()];
    yield* theirs.sleep(5);
    got.push(ours.now());
    got.push(yield* theirs.call(() => 'called'));
    got.push(
      yield* theirs.scope(function* (inside) {
        return yield* inside.go(() => 'in a scope');
      }),
    );
    got.push(yield* theirs.go(() => 'a task'));
    got.push(yield* theirs.deadline(5, () => ours.sleep(1).map(() => 'in time')));
    return got;
  });
  assert.deepEqual(seen, ['theirs', 5, 'called', 'in a scope', 'a task', 'in time']);
});

test('select, all and timeout take the operations of another copy', async () => {
  const seen = await runVirtually(function* () {
    const silent = theirs.channel<string>();
    const first = yield* ours.select({ silent: silent.receive(), late: ours.sleep(1) });
    const second = yield* ours.select({ silent: ours.sleep(5), late: theirs.sleep(1) });
    const both = yield* ours.all([
      ours.sleep(1).map(() => 'ours'),
      theirs.sleep(1).map(() => 'theirs'),
    ]);
    return [first.key, second.key, ...both, silent.statistics().receivers];
  });
  assert.deepEqual(seen, ['late', 'late', 'ours', 'theirs', 0]);
});

const kinds: Record<string, (a: typeof ours, b: typeof ours) => () => ours.Coroutine<unknown>> = {
  'a wait': (a) =>
    function* () {
      yield* a.sleep(100);
    },
  'a call of a wait': (a, b) =>
    function* () {
      yield* a.call(performing(() => b.sleep(100)));
      yield* b.sleep(100);
    },
  'a scope with a task': (a, b) =>
    function* () {
      yield* a.scope(function* (inside) {
        inside.go(function* () {
          yield* b.sleep(100);
        });
        yield* b.sleep(100);
      });
    },
  'a shield': (a, b) =>
    function* () {
      yield* a.shield(performing(() => b.sleep(20)));
    },
};

for (const [what, kind] of Object.entries(kinds)) {
  for (const [owner, a, b] of [
    ['another copy', theirs, ours],
    ['this copy around another', ours, theirs],
  ] as const) {
    test(`a task is killed in ${what} of ${owner}`, async () => {
      const { steps, end } = await killedAt5(function* (step) {
        function* inner(): ours.Coroutine<void> {
          try {
            yield* kind(a, b)();
          } finally {
            step('inner cleans up');
            yield* a.sleep(1);
            yield* b.sleep(1);
            step('inner is clean');
          }
        }
        try {
          yield* inner();
          step('went on');
        } finally {
          step('outer is clean');
        }
      });
      assert.deepEqual(steps, ['inner cleans up', 'inner is clean', 'outer is clean']);
      assert.equal(end, 'killed: enough');
    });
  }
}

test('an async body awaits the operations of another copy', async () => {
  const silent = theirs.channel<string>();
  const { steps, end } = await killedAt5(
    async (step) => {
      await theirs.sleep(1);
      step('awaited');
      await silent.receive();
    },
    { within: 10 },
  );
  assert.deepEqual(steps, ['awaited']);
  assert.equal(end, 'killed: enough');
  assert.equal(silent.statistics().receivers, 0);
});
