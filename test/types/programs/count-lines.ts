import { readFile, readdir } from 'node:fs/promises';
import { run, until } from 'offshoot';
import { createPool, portable } from 'offshoot/place';

export const count = portable(import.meta, async function count(path: string) {
  return (await readFile(path, 'utf8')).split('\n').length;
});

if (import.meta.main) {
  const total = await run(function* () {
    const pool = yield* createPool({ size: 4, on: 'thread' });
    const files = yield* until(readdir('.'));
    const counts = yield* pool.map(count, files, {
      onProgress: (n, of) => console.log(`${n}/${of}`),
    });
    return counts.reduce((a, b) => a + b, 0);
  });
  console.log(total);
}
