import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './source.ts';

const pathOf = (name: string): string => join(root, 'test/types/lint', name);

/** The numbers of the lines that the linter, set up as for this repository, complains about. */
function complaints(name: string): number[] {
  const linter = join(root, 'node_modules/oxlint/bin/oxlint');
  const flags = ['--type-aware', '--format=unix', pathOf(name)];
  const { stdout } = spawnSync(process.execPath, [linter, ...flags], {
    cwd: root,
    encoding: 'utf8',
  });
  const lines = [...stdout.matchAll(/\.ts:(\d+):\d+: /g)].map(([, line]) => Number(line));
  return [...new Set(lines)].sort((a, b) => a - b);
}

/** The numbers of the lines that carry the mark. */
function marked(name: string, mark: string): number[] {
  const lines = readFileSync(pathOf(name), 'utf8').split('\n');
  return lines.flatMap((line, index) => (line.endsWith(`// ${mark}`) ? [index + 1] : []));
}

test('the linter finds every forgotten yield*, and nothing where none is forgotten', () => {
  assert.deepEqual(complaints('floating.ts'), marked('floating.ts', 'forgotten'));
});

test('the linter finds a finally block that swallows a kill', () => {
  assert.deepEqual(complaints('finally.ts'), marked('finally.ts', 'survives a kill'));
});

test('the linter finds operations in Promise.race and its like, and nothing where they are promises', () => {
  assert.deepEqual(complaints('promises.ts'), marked('promises.ts', 'takes none back'));
});

const settings = (name: string): { rules: Record<string, unknown> } =>
  JSON.parse(readFileSync(join(root, name), 'utf8'));

test('eslint.json says for typescript-eslint what oxlint.json says for oxlint', () => {
  const { rules } = settings('oxlint.json');
  const renamed = Object.entries(rules).map(([name, rule]) => [
    name.replace(/^typescript\//, '@typescript-eslint/'),
    rule,
  ]);
  assert.deepEqual(settings('eslint.json').rules, Object.fromEntries(renamed));
});

test('this repository is linted as its users are, with no more excepted than its own sources', () => {
  type Exception = { from: string; name: string[] };
  type Options = Record<string, unknown> & { allowForKnownSafePromises: Exception[] };
  const rule = 'typescript/no-floating-promises';
  const optionsIn = (file: string): Options => (settings(file).rules[rule] as [string, Options])[1];
  const { allowForKnownSafePromises: theirs, ...shipped } = optionsIn('oxlint.json');
  const { allowForKnownSafePromises: exceptions, ...ours } = optionsIn('.oxlintrc.json');
  assert.deepEqual(ours, shipped);
  assert.deepEqual(exceptions, [...theirs, { from: 'file', name: theirs[0]!.name }]);
});
