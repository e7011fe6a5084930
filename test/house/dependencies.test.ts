import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingEntries } from '../../scripts/complete-lock.ts';
import { root } from './source.ts';

const manifests = [
  'package.json',
  'tools/node/package.json',
  'tools/nodes/package.json',
  'tools/eslint/package.json',
  'tools/bundlers/package.json',
  'bench/peers/package.json',
];
const locks = [
  'package-lock.json',
  'tools/nodes/package-lock.json',
  'tools/eslint/package-lock.json',
  'tools/bundlers/package-lock.json',
  'bench/peers/package-lock.json',
];
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

test('every dependency is named by one exact version', () => {
  const loose = manifests.flatMap((path) => {
    const { dependencies, devDependencies, optionalDependencies } = read(path);
    const all: [string, string][] = Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    });
    return all.filter(([, spec]) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(spec));
  });
  assert.deepEqual(loose, []);
});

test('the package itself depends on nothing, for the one library it uses is merged into it', () => {
  const { dependencies, optionalDependencies, peerDependencies } = read('package.json');
  const all = { ...dependencies, ...optionalDependencies, ...peerDependencies };
  assert.deepEqual(all, {});
  const { packages } = read('package-lock.json');
  assert.equal(packages['node_modules/msgpackr'].dependencies, undefined);
});

test('the lock files name no registry, and the programs of every platform', () => {
  for (const path of locks) {
    const lock = read(path);
    const resolved = Object.values<{ resolved?: string; link?: boolean }>(lock.packages)
      .filter(({ resolved, link }) => resolved !== undefined && !link)
      .map((entry) => entry.resolved);
    assert.deepEqual(resolved, [], path);
    assert.deepEqual(Object.keys(missingEntries(lock)), [], `${path}: run \`npm run lock\``);
  }
});
