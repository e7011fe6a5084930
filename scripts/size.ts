// npm run size: what the package weighs in bytes, minified and compressed: each subpath, what some
// programs need of the front door, and the modules of the front door (what it would weigh less
// without each). Builds into a folder of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { bundleOf, bundleWith, compressedBytes } from '../test/house/size.ts';
import { scripts } from './api.ts';
import { compile } from './compile.ts';
import { merge } from './merge.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sizes = JSON.parse(readFileSync(join(root, 'test/house/sizes.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'offshoot-size-'));
const dist = join(folder, 'dist');

function print(title: string, rows: [name: string, bytes: number][]): void {
  console.log(`\n${title}`);
  for (const [name, bytes] of rows) console.log(`${String(bytes).padStart(7)}  ${name}`);
}

/** What each module adds to the compressed whole. */
async function modulesOf(entry: string): Promise<[string, number][]> {
  const { modules } = await bundleOf(entry);
  const parts = new Map<string, string>();
  for (const [id, { code }] of Object.entries(modules)) {
    const { code: minified } = await minify(code ?? '', { mangle: { toplevel: true } });
    parts.set(relative(dist, id), minified ?? '');
  }
  const bytesWithout = (left?: string): number =>
    gzipSync([...parts].map(([id, code]) => (id === left ? '' : code)).join('\n')).length;
  const whole = bytesWithout();
  const rows = [...parts.keys()].map((id): [string, number] => [id, whole - bytesWithout(id)]);
  return rows.sort(([, a], [, b]) => b - a);
}

compile(dist);
// While they are still modules.
const modules = await modulesOf(join(dist, 'index.js'));
await merge(dist);
const rooms: [string, number][] = [];
for (const [name, path] of scripts()) {
  const { code } = await bundleOf(join(dist, path));
  rooms.push([name, await compressedBytes(code)]);
}
print('subpaths', rooms);

const programs: [string, number][] = [];
for (const names of Object.keys(sizes.imports)) {
  programs.push([names, await compressedBytes((await bundleWith(names, dist)).code)]);
}
print('of the front door, a program that imports', programs);
print('modules of the front door', modules);
rmSync(folder, { recursive: true });
