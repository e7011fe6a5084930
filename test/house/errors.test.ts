import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from '@typescript/typescript6';
import { parse, readFiles, walk, type Files } from './source.ts';

/** `KilledError OFFSHOOT_KILLED` for each class below OffshootError, sorted. */
function errorsInCode(files: Files): string[] {
  const found: string[] = [];
  for (const [path, source] of files) {
    walk(parse(path, source), (node) => {
      const base = ts.isClassDeclaration(node) && node.heritageClauses?.[0]?.types[0];
      if (!base || base.expression.getText() !== 'OffshootError') return;
      const code = /'(\w+)'/.exec(base.typeArguments?.[0]?.getText() ?? '')?.[1];
      found.push(`${node.name?.text} ${code}`);
    });
  }
  return found.sort();
}

/** The same, of the rows of docs/errors.md. */
function errorsInTable(page: string): string[] {
  const rows = page.matchAll(/^\| `(\w+)` \| `(\w+)` \| (.+) \| (.+) \|$/gm);
  return [...rows].map(([, name, code]) => `${name} ${code}`).sort();
}

test('every error of the code stands in docs/errors.md with its code, and no other does', () => {
  const page = readFiles(['docs'], '.md').get('docs/errors.md') ?? '';
  assert.deepEqual(errorsInTable(page), errorsInCode(readFiles(['src'])));
});

test('an error class and its code are found wherever they stand', () => {
  const source = `export class LostError extends OffshootError<'OFFSHOOT_LOST'> {}
    class Other extends Error {}`;
  assert.deepEqual(errorsInCode(new Map([['src/a.ts', source]])), ['LostError OFFSHOOT_LOST']);
});
