// The pages of docs/decisions are numbered 1, 2, 3: a number names one of them, here and in comments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFiles } from './source.ts';

/** What is wrong with the numbers of these pages, given as path and text, in order. */
function numberFaults(pages: ReadonlyMap<string, string>): string[] {
  return [...pages].flatMap(([path, text], index) => {
    const number = index + 1;
    const start = `docs/decisions/${String(number).padStart(4, '0')}-`;
    if (!path.startsWith(start)) return [`${path}: its place is ${start}`];
    return text.startsWith(`# ${number}. `)
      ? []
      : [`${path}: its title begins with "# ${number}. "`];
  });
}

test('the decisions are numbered from 1 on, each number once', () => {
  const pages = readFiles(['docs/decisions'], '.md');
  assert.ok(pages.size > 0);
  assert.deepEqual(numberFaults(pages), []);
});

test('a number that is there twice, one that is left out and a wrong title are found', () => {
  const faultsOf = (...names: string[]) =>
    numberFaults(new Map(names.map((name) => [`docs/decisions/${name}.md`, '# 1. A\n'])));
  assert.deepEqual(faultsOf('0001-a'), []);
  assert.deepEqual(faultsOf('0001-a', '0001-b'), [
    'docs/decisions/0001-b.md: its place is docs/decisions/0002-',
  ]);
  assert.deepEqual(faultsOf('0001-a', '0003-c'), [
    'docs/decisions/0003-c.md: its place is docs/decisions/0002-',
  ]);
  assert.deepEqual(faultsOf('0001-a', '0002-b'), [
    'docs/decisions/0002-b.md: its title begins with "# 2. "',
  ]);
});
