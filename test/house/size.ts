// What a subpath costs whoever loads it over a network: bundled, minified, compressed; and what is
// left of it for a program that imports a few names, when a bundler has dropped the rest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, type Plugin, rollup } from 'rollup';
import { minify } from 'terser';
import { root } from './source.ts';

/** Bytes after minifying and gzip. */
export async function compressedBytes(code: string): Promise<number> {
  const { code: minified } = await minify(code, { module: true });
  if (minified === undefined) throw new Error('the minifier gave no code');
  return gzipSync(minified, { level: 9 }).length;
}

/** What bundlers do when they make a bundle for production. */
const production: Plugin = {
  name: 'production',
  transform: (code) => code.replaceAll('process.env.NODE_ENV', '"production"'),
};

/** The module and all that it imports of us, in one piece. */
export async function bundleOf(entry: string): Promise<OutputChunk> {
  const bundle = await rollup({
    input: entry,
    external: /^node:/,
    plugins: [production],
    onwarn: () => {},
  });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0];
}

/** A program with these imports of the front door, as a user's bundler makes it; `dist` is the built package. */
export async function bundleWith(names: string, dist: string): Promise<OutputChunk> {
  const program: Plugin = {
    name: 'program',
    resolveId: (id) => (id === 'program' ? id : id === 'offshoot' ? join(dist, 'index.js') : null),
    load: (id) =>
      id === 'program' ? `import { ${names} } from 'offshoot'; export default [${names}];` : null,
  };
  const bundle = await rollup({
    input: 'program',
    external: /^node:/,
    plugins: [program, production],
    treeshake: { moduleSideEffects: (id) => id === 'program' || hasSideEffects(id, dist) },
  });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0];
}

/** What a bundler reads in package.json: all other modules are dropped if nothing of them is used. */
export function hasSideEffects(id: string, dist: string): boolean {
  const { sideEffects } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return (sideEffects as string[]).some((path) => id === join(dist, '..', path));
}
