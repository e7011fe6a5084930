// Out of memory, in each of five ways and on both kinds of place: what its caller sees, and what it takes
// along. (`npm run memory` prints the same.)
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../programs/place-memory.ts', import.meta.url));

interface Ended {
  code: unknown;
  said: string;
}

function fill(kind: string, way: string): Promise<Ended> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const flags = ['--conditions=offshoot-source', program, kind, way];
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env }, (error, stdout) =>
      resolve({ code: error?.code ?? error?.signal ?? 0, said: stdout.trim() }),
    );
  });
}

/** The place is lost, and nothing else: the other one answers. */
const ends: Record<string, RegExp> = {
  thread: /^WorkerLostError ERR_WORKER_OUT_OF_MEMORY; the other place: fine$/,
  // Some versions of Node end with a trap.
  process: /^WorkerLostError SIG(ABRT|TRAP|ILL); the other place: fine$/,
};

describe('a place whose memory is full', { concurrency: 2 }, () => {
  for (const kind of ['thread', 'process']) {
    for (const way of ['objects', 'array', 'strings']) {
      test(`of ${way}: a ${kind} ends alone`, async () => {
        const { code, said } = await fill(kind, way);
        assert.equal(code, 0, said);
        assert.match(said, ends[kind]!);
      });
    }

    test(`of buffers: nothing ends a ${kind}, for they do not count`, async () => {
      const nothing = { code: 0, said: 'nothing has stopped it; the other place: fine' };
      assert.deepEqual(await fill(kind, 'buffers'), nothing);
    });
  }

  test('of one map that grows: a process ends alone', async () => {
    const { code, said } = await fill('process', 'map');
    assert.equal(code, 0);
    assert.match(said, ends['process']!);
  });

  test('of one map that grows: a thread ends, or takes the whole program along', async () => {
    const { code, said } = await fill('thread', 'map');
    if (code === 0) assert.match(said, ends['thread']!);
    else assert.equal(said, '');
  });
});
