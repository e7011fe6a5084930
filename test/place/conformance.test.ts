import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { all, type Operation, run, scope, WorkerLostError } from 'offshoot';
import { here, type Place, type PlaceOptions, processPlace, thread } from 'offshoot/place';
import * as jobs from './fixtures/place-jobs.ts';
import { lines, newFile, written } from './files.ts';
import { failure } from '../support/failure.ts';
import { placeConformance } from './place-conformance.ts';

placeConformance({
  name: 'here',
  open: () => all([]).map((): Place => here),
  apart: false,
});
placeConformance({ name: 'a thread', open: () => thread(), apart: true });
placeConformance({ name: 'a process', open: () => processPlace(), apart: true });

type Open = (options?: PlaceOptions) => Operation<Place>;
const apart: Record<string, Open> = { 'a thread': thread, 'a process': processPlace };

for (const [kind, open] of Object.entries(apart)) {
  test(`${kind}: the end of its scope kills what runs there, with clean-up, and ends it`, async () => {
    const file = newFile();
    await run(function* () {
      let place: Place | undefined;
      const error = yield* failure(
        scope(function* () {
          place = yield* open();
          place.go(jobs.waits, file);
          yield* written(file);
          throw new Error('enough');
        }),
      );
      assert.equal((error as Error).message, 'enough');
      assert.equal(lines(file).at(-1), 'cleaned up');
      assert.deepEqual(yield* place!.exited(), { kind: 'normal' });
    });
  });

  test(`${kind}: options of its own, and the conditions of ours`, async () => {
    await run(function* () {
      const options = { name: 'odd', execArgv: ['--no-warnings'], env: { ODD: 'yes' } };
      const place = yield* open(options);
      const { flags, variable } = yield* place.call(jobs.about, 'ODD');
      assert.equal(place.name, 'odd');
      assert.equal(variable, 'yes');
      assert.ok(flags.includes('--no-warnings'), String(flags));
      assert.ok(flags.includes('--conditions=offshoot-source'), String(flags));
      const error = yield* failure(place.call(jobs.refuses, 1));
      assert.match((error as Error).stack!, new RegExp(`at \\[${kind.slice(2)} "odd"\\]`));
    });
  });

  test(`${kind}: our environment, unless it is given another`, async () => {
    process.env.OFFSHOOT_TEST = 'inherited';
    await run(function* () {
      const place = yield* open();
      assert.equal((yield* place.call(jobs.about, 'OFFSHOOT_TEST')).variable, 'inherited');
    });
    delete process.env.OFFSHOOT_TEST;
  });

  test(`${kind}: wrong options are named`, () => {
    const wrong = [
      [{ name: 3 }, 'name must be a string, not 3'],
      [{ memoryMb: 1 }, 'memoryMb must be a whole number, 16 or more, not 1'],
      [{ env: { A: 1 } }, 'env.A must be a string, not 1'],
      [{ execArgv: 'x' }, "execArgv must be an array of strings, not 'x'"],
    ] as const;
    for (const [options, message] of wrong)
      assert.throws(() => open(options as unknown as PlaceOptions), { message });
  });
}

test('a process has a working directory of its own, if it is given one', async () => {
  const cwd = realpathSync(tmpdir());
  await run(function* () {
    const place = yield* processPlace({ cwd });
    const there = yield* place.call(jobs.about, '');
    assert.equal(there.cwd, cwd);
    assert.notEqual(there.pid, process.pid);
  });
});

test('a process that cannot start says why', async () => {
  await run(function* () {
    const nowhere = yield* failure(processPlace({ cwd: '/there/is/no/such/folder' }));
    assert.ok(nowhere instanceof WorkerLostError);
    assert.match(nowhere.message, /^process-\d+ could not be started: spawn .* ENOENT$/);
    const refused = yield* failure(processPlace({ execArgv: ['--no-such-flag'] }));
    assert.ok(refused instanceof WorkerLostError);
    assert.equal(refused.exitCode, 9);
  });
});

test('a process that is killed while it starts does not stay', async () => {
  await run(function* () {
    const error = yield* failure(processPlace().timeout(1));
    assert.equal((error as Error).name, 'TimeoutError');
  });
});
