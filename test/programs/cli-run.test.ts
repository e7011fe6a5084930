import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import '../support/leaks.ts';
import { offshoot, Programs } from './cli-offshoot.ts';

const programs = new Programs();
after(() => programs.remove());

describe('offshoot run', () => {
  test('runs an exported main, which gets the scope', async () => {
    const path = programs.write(
      'main.ts',
      `import { type Coroutine, type Scope, sleep } from 'offshoot';
      export function* main(scope: Scope): Coroutine<void> {
        const task = scope.go(function* () { yield* sleep(1); return 'a task'; });
        console.log(yield* task);
      }`,
    );
    const { code, stdout, stderr } = await offshoot('run', path);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'a task\n', stderr: '' });
  });

  test('runs a default export, JavaScript and async, too', async () => {
    const path = programs.write(
      'default.mjs',
      `import { sleep } from 'offshoot';
      export default async () => { await sleep(1); console.log('by default'); };`,
    );
    const { code, stdout } = await offshoot('run', path);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'by default\n' });
  });

  test('main goes before a default export', async () => {
    const path = programs.write(
      'both.ts',
      `export const main = () => console.log('main');
      export default () => console.log('default');`,
    );
    assert.equal((await offshoot('run', path)).stdout, 'main\n');
  });

  for (const [how, word] of Object.entries({ awaited: 'await ', 'not awaited': '' })) {
    test(`a module that runs a program of its own, ${how}, needs no export`, async () => {
      const path = programs.write(
        'own.mjs',
        `import { run, sleep } from 'offshoot';
        ${word}run(function* () { yield* sleep(1); console.log('on its own'); });`,
      );
      const { code, stdout, stderr } = await offshoot('run', path);
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'on its own\n', stderr: '' });
    });
  }

  test('the arguments are where Node puts them', async () => {
    const path = programs.write('words.ts', 'export const main = () => console.log(process.argv);');
    const { stdout } = await offshoot('run', path, '--help', 'two words', '--', '-x');
    const seen = `[\n  '${process.execPath}',\n  '${path}',\n  '--help',\n  'two words',\n  '--',\n  '-x'\n]\n`;
    assert.equal(stdout, seen);
  });

  test('a number that main returns is the exit code, if it can be one', async () => {
    const path = programs.write('code.ts', 'export const main = () => Number(process.argv[2]);');
    const codes: (number | null)[] = [];
    for (const n of ['0', '7', '255', '256', '-1', '1.5', 'NaN']) {
      codes.push((await offshoot('run', path, n)).code);
    }
    assert.deepEqual(codes, [0, 7, 255, 0, 0, 0, 0]);
  });

  test('the exit code that the program set itself stays', async () => {
    const path = programs.write('set.ts', 'export const main = () => void (process.exitCode = 3);');
    assert.equal((await offshoot('run', path)).code, 3);
  });

  test('a failure is printed with its fields, its causes and where it came from', async () => {
    const path = programs.write(
      'fail.ts',
      `import { sleep } from 'offshoot';
export function* main() {
  yield* sleep(1);
  const cause = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
  throw new TypeError('cannot save', { cause });
}`,
    );
    const { code, stdout, stderr } = await offshoot('run', path);
    const lines = [
      'TypeError: cannot save',
      `    at main (file://${path}:5:9)`,
      '  caused by: Error: the disk is full',
      `      at main (file://${path}:4:31)`,
      "      { code: 'ENOSPC' }",
      '',
    ];
    assert.deepEqual(
      { code, stdout, stderr: stderr.split('\n') },
      { code: 1, stdout: '', stderr: lines },
    );
  });

  test('a failure in a thread is printed as it was there, and where it was called from', async () => {
    const path = programs.write(
      'fail-there.ts',
      `import { createPool, portable } from 'offshoot/place';
export const fail = portable(import.meta, function fail(n: number) {
  throw new RangeError(\`\${n} is too much\`);
});
export function* main() {
  const pool = yield* createPool({ size: 1 });
  yield* pool.apply(fail, 3);
}`,
    );
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^RangeError: 3 is too much\n +at fail .*fail-there.ts:3:9\)\n[^]* +at main .*fail-there.ts:7:\d+\)\n$/,
    );
    assert.doesNotMatch(stderr, /src\/(kernel|place)|node:internal/);
  });

  test('several failures in one scope are all printed', async () => {
    const path = programs.write(
      'fail-twice.ts',
      `import { go, sleep } from 'offshoot';
function* child() { yield* sleep(1); throw new Error('of the child'); }
export function* main() {
  go(child);
  try { yield* sleep(60_000); } finally { throw new RangeError('of the clean-up'); }
}`,
    );
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    const titles = stderr.split('\n').filter((line) => !/^\s+at /.test(line));
    assert.deepEqual(titles, [
      'AggregateError: several things went wrong in one scope',
      '  1 of 2: Error: of the child',
      '  2 of 2: RangeError: of the clean-up',
      '',
    ]);
    assert.doesNotMatch(stderr, /kernel|node:internal/);
  });

  test('what is thrown need not be an error, and may be its own cause', async () => {
    const odd = programs.write(
      'odd.ts',
      "export const main = () => { throw { odd: ['thing'] }; };",
    );
    assert.equal((await offshoot('run', odd)).stderr, "{ odd: [ 'thing' ] }\n");
    const circle = programs.write(
      'circle.ts',
      "export const main = () => { const e = new Error('round'); e.cause = e; throw e; };",
    );
    assert.match(
      (await offshoot('run', circle)).stderr,
      /\n {2}caused by: Error: round \(as above\)\n$/,
    );
  });

  test('an error that a module throws while it is loaded is printed with its stack', async () => {
    const path = programs.write('loading.ts', "export {};\nJSON.parse('{');\n");
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    assert.match(stderr, /^SyntaxError: .*JSON.*\n[^]*loading\.ts:2:6/);
  });

  test('a program that nothing can wake any more says so, and fails', async () => {
    const path = programs.write(
      'stuck.ts',
      `import { channel, go } from 'offshoot';
      export function* main() {
        const never = channel<string>();
        go(function* () { yield* never.receive(); });
        yield* never.receive();
      }`,
    );
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    assert.match(stderr, /main/);
  });

  test('a module whose loading never ends says so, and fails', async () => {
    const path = programs.write('loads.ts', 'await new Promise(() => {});\n');
    const { code, stderr } = await offshoot('run', path);
    assert.deepEqual(
      { code, stderr },
      { code: 1, stderr: `offshoot: ${path} waits for a promise that nothing will settle\n` },
    );
  });
});
