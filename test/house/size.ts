// What a subpath costs whoever loads it over a network: bundled whole, minified, compressed.
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { minify } from 'terser';

/** The bytes of the module and all that it imports of us, after minifying and gzip. */
export async function compressedBytes(entry: string): Promise<number> {
  const bundle = await rollup({ input: entry, external: /^node:/, onwarn: () => {} });
  const { output } = await bundle.generate({ format: 'es' });
  const { code } = await minify(output[0].code, { module: true });
  if (code === undefined) throw new Error(`${entry} gave no code`);
  return gzipSync(code, { level: 9 }).length;
}
