import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Runs a program of test/programs; gives its exit code, and what it printed. */
function outcome(program: string, ...args: string[]): Promise<[code: unknown, stdout: string]> {
  return outcomeOf(fileURLToPath(new URL(`../programs/${program}`, import.meta.url)), ...args);
}

function outcomeOf(...program: string[]): Promise<[code: unknown, stdout: string]> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  return new Promise((resolve) => {
    const args = ['--conditions=offshoot-source', ...program];
    execFile(
      process.execPath,
      args,
      { cwd: new URL('../..', import.meta.url), env, timeout: 30_000 },
      (error, stdout) => resolve([error?.code ?? 0, stdout.trim()]),
    );
  });
}

for (const kind of ['thread', 'process']) {
  test(`a program without a main guard is not started again in its workers: the job says why (${kind})`, async () => {
    assert.deepEqual(await outcome('place-unguarded.ts', kind), [
      0,
      'StartedWhileLoadingError: run() was called while a place imported place-unguarded.ts, so each worker would start the program again. ' +
        'Export it (export function* main() ...) and start it elsewhere, or start it under: if (import.meta.main) ...',
    ]);
  });
}

test('a pool made while a module loads in a worker is refused, too', async () => {
  const [code, said] = await outcome('place-pool-outside.ts');
  assert.equal(code, 0);
  assert.match(
    said,
    /^StartedWhileLoadingError: createPool\(\) was called while a place imported place-pool-outside\.ts/,
  );
});

for (const kind of ['thread', 'process']) {
  test(`jobs keep a program alive, idle pools and places do not (${kind})`, async () => {
    const [code, said] = await outcome('place-open-pool.ts', kind);
    assert.notEqual(code, null, 'it had to be killed');
    assert.match(said, /^done done\nexit \d+$/);
  });
}

test('many threads do not make a listener on stdout look like a leak', async () => {
  assert.deepEqual(await outcome('place-wide-pool.ts'), [0, 'as before']);
});

test('a program from the command line may have a pool', async () => {
  const jobs = JSON.stringify(new URL('./fixtures/jobs.ts', import.meta.url).href);
  const program = `
    import { run } from 'offshoot';
    import { createPool } from 'offshoot/place';
    import { double } from ${jobs};
    await run(function* () {
      const pool = yield* createPool({ size: 1 });
      console.log(yield* pool.apply(double, 21));
    });
  `;
  assert.deepEqual(await outcomeOf('--input-type=module', '-e', program), [0, '42']);
});

for (const kind of ['thread', 'process']) {
  test(`jobs that came to nothing leave nothing behind that keeps a program awake (${kind})`, async () => {
    assert.deepEqual(await outcome('place-leftovers.ts', kind), [
      0,
      'CodecError CodecError CodecError undefined\nCancelledError killed Error\nDeadlockError',
    ]);
  });
}
