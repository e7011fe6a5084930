import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importFaults } from './imports.ts';
import { readFiles } from './source.ts';

test('every import goes the way that the table of rooms allows', () => {
  assert.deepEqual(importFaults(readFiles(['src'])), []);
});

/** The faults found in one file, and in what stands around it. */
function faultsOf(path: string, source: string, others: Record<string, string> = {}): string[] {
  return importFaults(new Map([[path, source], ...Object.entries(others)]));
}

test('a room that imports a room above it is found', () => {
  assert.deepEqual(faultsOf('src/kernel/a.ts', `import { c } from '../channel/index.ts';`), [
    'src/kernel/a.ts:1 imports channel: kernel may import no room',
  ]);
  assert.deepEqual(faultsOf('src/place/a.ts', `\nimport('../cli/index.ts');`), [
    'src/place/a.ts:2 imports cli: place may import kernel, sync, channel, flow, actor, io, wire',
  ]);
});

test('rooms on one level do not import each other, not even types', () => {
  assert.deepEqual(faultsOf('src/sync/a.ts', `import type { C } from '../channel/index.ts';`), [
    'src/sync/a.ts:1 imports channel: sync may import kernel',
  ]);
  assert.deepEqual(faultsOf('src/sync/a.ts', `let a: import('../channel/index.ts').C;`), [
    'src/sync/a.ts:1 imports channel: sync may import kernel',
  ]);
});

test('a room is entered by its index.ts alone', () => {
  assert.deepEqual(faultsOf('src/channel/a.ts', `export * from '../kernel/task.ts';`), [
    'src/channel/a.ts:1 imports src/kernel/task.ts: a room is imported by its index.ts',
  ]);
  assert.deepEqual(faultsOf('src/channel/a.ts', `export * from '../kernel/index.ts';`), []);
  assert.deepEqual(faultsOf('src/channel/a.ts', `import './b.ts';`), []);
});

test('the front door leads to the ground rooms only', () => {
  assert.deepEqual(faultsOf('src/index.ts', `export * from './place/index.ts';`), [
    'src/index.ts:1 imports place: the front door may import kernel, sync, channel',
  ]);
});

test('a folder that is no room, and an import that leaves src, are found', () => {
  assert.deepEqual(faultsOf('src/util/a.ts', `import '../kernel/index.ts';`), [
    'src/util/a.ts:1 stands in "util", which is no room of the table',
  ]);
  assert.deepEqual(faultsOf('src/cli/a.ts', `import '../../test/a.ts';`), [
    'src/cli/a.ts:1 imports test/a.ts: src imports nothing outside src',
  ]);
});

test('a room that runs in browsers imports nothing of Node', () => {
  assert.deepEqual(faultsOf('src/channel/a.ts', `import type { Socket } from 'node:net';`), [
    'src/channel/a.ts:1 imports node:net: channel runs in browsers, too',
  ]);
  assert.deepEqual(faultsOf('src/place/a.ts', `import { Worker } from 'node:worker_threads';`), []);
});

test('a package that is not on the list is found, our own name included', () => {
  assert.deepEqual(faultsOf('src/place/a.ts', `import { run } from 'offshoot';`), [
    'src/place/a.ts:1 imports the package offshoot, which place may not',
  ]);
});

test('a circle of files that load each other is found, a circle of types is not', () => {
  assert.deepEqual(
    faultsOf('src/kernel/a.ts', `import { b } from './b.ts';`, {
      'src/kernel/b.ts': `export { type C } from './c.ts';`,
      'src/kernel/c.ts': `import './a.ts';`,
    }),
    ['src/kernel/a.ts → src/kernel/b.ts → src/kernel/c.ts → src/kernel/a.ts is a circle'],
  );
  assert.deepEqual(
    faultsOf('src/kernel/a.ts', `import { b } from './b.ts';`, {
      'src/kernel/b.ts': `import type { A } from './a.ts';`,
    }),
    [],
  );
});
