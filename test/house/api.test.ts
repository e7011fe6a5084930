import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from '@typescript/typescript6';
import { rollUpAll, subpaths } from '../../scripts/api.ts';
import { readFiles, root } from './source.ts';

test('api/ holds what the rooms export; after a change of the API run `npm run api`', async () => {
  const committed = new Map(
    [...readFiles(['api'])].map(([path, text]) => [path.replace('api/', ''), text]),
  );
  const now = await rollUpAll();
  assert.deepEqual([...committed.keys()].sort(), [...now.keys()].sort());
  const stale = [...now].flatMap(([file, text]) =>
    firstDifference(file, committed.get(file)!, text),
  );
  assert.deepEqual(stale, []);
});

/** The first line in which two texts differ; both whole would be thousands. */
function firstDifference(file: string, committed: string, now: string): string[] {
  const [before, after] = [committed.split('\n'), now.split('\n')];
  const line = after.findIndex((text, index) => text !== before[index]);
  if (line < 0 && before.length === after.length) return [];
  return [`api/${file}:${line + 1} says "${before[line]}", and the code "${after[line]}"`];
}

/** The exported names of the entries that no comment explains, as sentences. */
function undocumented(entries: string[]): string[] {
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    noCheck: true,
  });
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry} exports nothing`);
    return checker
      .getExportsOfModule(module)
      .filter((symbol) => !isExplained(symbol, checker))
      .map((symbol) => `${entry.slice(root.length)} exports ${symbol.name} without a comment`);
  });
}

function isExplained(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return target.getDocumentationComment(checker).length > 0;
}

test('every name that the package exports has a doc comment', () => {
  const entries = [...subpaths().values()].map((path) => join(root, 'src', path));
  const sources = entries.map((path) => path.replace('.d.ts', '.ts'));
  assert.deepEqual(undocumented(sources.filter((path) => existsSync(path))), []);
});
