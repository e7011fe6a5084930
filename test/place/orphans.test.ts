// No process outlives its parent: watched from outside, by process ids.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandOf, isAlive } from '../support/proc.ts';

const program = fileURLToPath(new URL('../programs/place-orphans.ts', import.meta.url));

/** Starts the program; gives the ids of what it has started, as soon as all of that runs. */
async function started(how: string) {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const parent = spawn(process.execPath, ['--conditions=offshoot-source', program, how], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(parent, 'exit') as Promise<[number | null, string | null]>;
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  const pids = JSON.parse(line) as number[];
  // Four workers, and who watches over them.
  assert.equal(pids.length, 5);
  return { parent, ended, pids };
}

/** Two seconds are promised; a busy machine may take longer. */
async function gone(pids: readonly number[]): Promise<number> {
  const since = performance.now();
  while (pids.some(isAlive)) {
    assert.ok(performance.now() - since < 20_000, `${pids.filter(isAlive).join()} are left`);
    await wait(20);
  }
  return performance.now() - since;
}

test('what a program has started goes with it when it is killed, also what is stuck', async (t) => {
  const { parent, ended, pids } = await started('by itself');
  parent.kill('SIGKILL');
  await ended;
  t.diagnostic(`${Math.round(await gone(pids))} ms`);
});

test('who watches over them may be killed: there is another one', async () => {
  const { parent, ended, pids } = await started('by itself');
  const shell = pids.filter((pid) => commandOf(pid).includes('/bin/sh'));
  assert.equal(shell.length, 1);
  process.kill(shell[0]!, 'SIGKILL');
  await wait(500);
  parent.kill('SIGKILL');
  await ended;
  await gone(pids);
});

for (const how of ['at once', 'in order']) {
  test(`a program that ends ${how} leaves nothing`, async () => {
    const { ended, pids } = await started(how);
    assert.deepEqual(await ended, [0, null]);
    await gone(pids);
  });
}
