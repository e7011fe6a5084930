import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import '../support/leaks.ts';
import { type Ended, makeFifo, Offshoot, Programs } from './cli-offshoot.ts';

const programs = new Programs();
after(() => programs.remove());

/** Starts a program, waits for its word, sends the signals, each after the word before it, and waits for the end. */
async function interrupt(
  path: string,
  ...steps: [word: string, name: NodeJS.Signals][]
): Promise<Ended> {
  const command = new Offshoot(['run', path]);
  for (const [word, name] of steps) {
    await command.printed(word);
    command.signal(name);
  }
  return command.ended;
}

/** The exit code as a shell counts it: a process that a signal ended has 128 and the signal's number. */
function shellCode({ code, signal }: Ended): number | null {
  return signal === 'SIGINT' ? 130 : code;
}

describe('signals to offshoot run', () => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    test(`${name} runs the clean-up of every program, innermost first, and the exit code is 130`, async () => {
      const path = programs.write(
        'clean.ts',
        `import { go, run, sleep } from 'offshoot';
        function* cleanly(what: string) {
          try { yield* sleep(60_000); } finally { yield* sleep(5); console.log(what); }
        }
        run(() => cleanly('another program'));
        export function* main() {
          go(cleanly, 'a task');
          console.log('ready');
          try { yield* cleanly('main, inside'); } finally { console.log('main, outside'); }
        }
        setInterval(() => {}, 1000);`,
      );
      const { code, stdout, stderr } = await interrupt(path, ['ready', name]);
      const [first, ...cleaned] = stdout.trim().split('\n');
      assert.equal(first, 'ready');
      assert.deepEqual(
        cleaned.filter((line) => line.startsWith('main')),
        ['main, inside', 'main, outside'],
      );
      assert.deepEqual(cleaned.toSorted(), [
        'a task',
        'another program',
        'main, inside',
        'main, outside',
      ]);
      assert.deepEqual({ code, stderr }, { code: 130, stderr: `offshoot: stopped by ${name}\n` });
    });
  }

  test('what goes wrong in the clean-up is printed', async () => {
    const path = programs.write(
      'unclean.ts',
      `import { sleep } from 'offshoot';
      export function* main() {
        console.log('ready');
        try { yield* sleep(60_000); } finally { throw new Error('not cleaned'); }
      }`,
    );
    const { code, stderr } = await interrupt(path, ['ready', 'SIGINT']);
    assert.equal(code, 130);
    assert.match(stderr, /^Error: not cleaned\n[^]*unclean.ts[^]*\noffshoot: stopped by SIGINT\n$/);
  });

  test('a server that waits for the stop may still choose the exit code', async () => {
    const path = programs.write(
      'server.ts',
      `import { type Scope, sleep } from 'offshoot';
      export function* main(scope: Scope) {
        console.log('ready');
        yield* scope.stopping;
        yield* sleep(5);
        console.log('drained');
        return 0;
      }`,
    );
    const { code, stdout } = await interrupt(path, ['ready', 'SIGTERM']);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'ready\ndrained\n' });
  });

  test('a main that a module is about to export when the signal comes does not begin', async () => {
    const path = programs.write(
      'about.ts',
      `console.log('ready');
      // This very signal lets it go on.
      await new Promise((resolve) => { process.once('SIGTERM', resolve); setInterval(() => {}, 1000); });
      export function* main() { console.log('began'); return 0; }`,
    );
    const ended = await interrupt(path, ['ready', 'SIGTERM']);
    assert.deepEqual(ended, {
      code: 130,
      signal: null,
      stdout: 'ready\n',
      stderr: 'offshoot: stopped by SIGTERM\n',
    });
  });

  test('of programs that a file starts one after the other, none begins after the signal', async () => {
    const path = programs.write(
      'again.ts',
      `import { run, sleep } from 'offshoot';
      function* work(n: number) {
        console.log('began', n);
        try { yield* sleep(60_000); } finally { yield* sleep(5); console.log('cleaned', n); }
      }
      // As a file that goes on, whatever happens.
      for (let n = 0; ; n++) {
        try { await run(() => work(n)); } catch (error) { if (n === 0) console.log(n, String(error)); }
      }`,
    );
    const { code, stdout, stderr } = await interrupt(path, ['began', 'SIGINT']);
    assert.deepEqual(stdout.split('\n').slice(0, 2), ['began 0', 'cleaned 0']);
    // What the file says last may or may not come out: the process ends meanwhile.
    assert.ok(!stdout.includes('began 1'));
    assert.deepEqual({ code, stderr }, { code: 130, stderr: 'offshoot: stopped by SIGINT\n' });
  });

  test('a second SIGTERM ends it as the system does', async () => {
    const path = programs.write(
      'terminated.ts',
      `import { sleep } from 'offshoot';
      export function* main() {
        console.log('ready');
        try { yield* sleep(60_000); } finally { console.log('cleaning'); yield* sleep(60_000); }
      }`,
    );
    const { signal } = await interrupt(path, ['ready', 'SIGTERM'], ['cleaning', 'SIGTERM']);
    assert.equal(signal, 'SIGTERM');
  });

  test('a second Ctrl-C does not wait for the clean-up', async () => {
    const path = programs.write(
      'slow.ts',
      `import { sleep } from 'offshoot';
      export function* main() {
        console.log('ready');
        try { yield* sleep(60_000); } finally {
          console.log('cleaning');
          yield* sleep(60_000);
        }
      }`,
    );
    const ended = await interrupt(path, ['ready', 'SIGINT'], ['cleaning', 'SIGINT']);
    assert.equal(shellCode(ended), 130);
    assert.equal(ended.stdout, 'ready\ncleaning\n');
  });

  test('a second Ctrl-C ends a program whose clean-up blocks the event loop', async () => {
    const path = programs.write(
      'blocked.ts',
      `import { execFileSync } from 'node:child_process';
      import { sleep } from 'offshoot';
      export function* main() {
        console.log('ready');
        try { yield* sleep(60_000); } finally {
          // Begins after the listeners of the first signal are through.
          yield* sleep(20);
          console.log('blocking');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50_000);
        }
      }`,
    );
    const ended = await interrupt(path, ['ready', 'SIGINT'], ['blocking', 'SIGINT']);
    assert.equal(shellCode(ended), 130);
  });

  test('a thread that a native call blocks does not hold up the end', async () => {
    const fifo = join(programs.folder, 'fifo');
    makeFifo(fifo);
    const path = programs.write(
      'thread.ts',
      `import { Worker } from 'node:worker_threads';
      import { once, sleep } from 'offshoot';
      export function* main() {
        const text = "require('fs').openSync(" + ${JSON.stringify(JSON.stringify(fifo))} + ")";
        const worker = new Worker(text, { eval: true });
        yield* once(worker, 'online');
        console.log('ready');
        yield* sleep(60_000);
      }`,
    );
    const ended = await interrupt(path, ['ready', 'SIGINT']);
    assert.equal(shellCode(ended), 130);
    assert.equal(ended.stderr, 'offshoot: stopped by SIGINT\n');
  });

  test('while a module is loaded, and nothing runs, a signal ends it at once', async () => {
    const path = programs.write(
      'loading.ts',
      "console.log('ready');\nsetInterval(() => {}, 1000);\nawait new Promise(() => {});\n",
    );
    const { code, stderr } = await interrupt(path, ['ready', 'SIGINT']);
    assert.deepEqual({ code, stderr }, { code: 130, stderr: 'offshoot: stopped by SIGINT\n' });
  });
});
