import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the tests run on a Node that the repository pins', () => {
  const read = (path: string): { optionalDependencies: Record<string, string> } =>
    JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
  const pinned = Object.values(read('tools/node/package.json').optionalDependencies);
  const others = Object.values(read('tools/nodes/package.json').optionalDependencies);
  const versions = [...pinned, ...others].map((spec) => spec.slice(spec.lastIndexOf('@') + 1));
  assert.ok(versions.includes(process.versions.node), `this is Node ${process.versions.node}`);
});
