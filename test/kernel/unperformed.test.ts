// In development an operation that was never performed is told, with the place where it was made.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodePath } from '../../scripts/nodes.ts';

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** What a program prints on stderr. */
function told(name: string, env: NodeJS.ProcessEnv, node = process.execPath): string[] {
  const flags = ['--conditions=offshoot-source', pathOf(name)];
  const { OFFSHOOT_DEV: _, ...rest } = process.env;
  const { stderr } = spawnSync(node, flags, { encoding: 'utf8', env: { ...rest, ...env } });
  return stderr.split('\n').filter((line) => line !== '');
}

/** What the marks in a program say: `line: what`. */
function marked(name: string): string[] {
  const lines = readFileSync(pathOf(name), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, what] = / \/\/ forgotten: (.*)$/.exec(line) ?? [];
    return what === undefined ? [] : [`${index + 1}: ${what}`];
  });
}

const form =
  /^offshoot: (.*) was never performed; it was made(?: by task ".*")? at (file:.*):(\d+):\d+ \(is a yield\* missing there, or an await\?\)$/;

for (const major of ['22', '24', '26']) {
  describe(`on Node ${major}, in development`, () => {
    test('each forgotten operation is told once, with its place, and nothing else is', () => {
      const lines = told('forgetful.ts', { OFFSHOOT_DEV: '1' }, nodePath(major)).map((line) => {
        const [, what, file, number] = form.exec(line) ?? assert.fail(line);
        assert.ok(file!.endsWith('test/kernel/fixtures/forgetful.ts'), file);
        return `${number}: ${what}`;
      });
      const wanted = marked('forgetful.ts');
      assert.deepEqual(lines.toSorted(), wanted.toSorted());
    });
  });
}

test('out of development nothing is told', () => {
  assert.deepEqual(told('forgetful.ts', {}), []);
  assert.deepEqual(told('forgetful.ts', { OFFSHOOT_DEV: '0' }), []);
});

test('after 20 places it is told how many more there are', () => {
  const lines = told('many-forgotten.ts', { OFFSHOOT_DEV: '1' });
  assert.equal(lines.length, 21);
  assert.equal(
    lines[20],
    'offshoot: and 5 more places made operations that were never performed; no more are told',
  );
});

test('the task that forgot is named', () => {
  const [first, second] = told('forgetful.ts', { OFFSHOOT_DEV: '1' });
  assert.match(first!, /it was made at /);
  assert.match(second!, /it was made by task "main" at /);
});
