// The digests of a tree of files: here, one after the other, and on a pool of two threads.
import assert from 'node:assert/strict';
import { run } from 'offshoot';
import { createPool } from 'offshoot/place';
import { count } from '../measure.ts';
import { printSpeedUp } from '../places.ts';
import { digestOf, digestOfAll, plantTree } from '../tree.ts';
import { digest } from './digest-of.ts';

const paths = plantTree(count);
const wanted = digestOfAll(paths.map(digestOf));

await run(async () => {
  await using pool = await createPool({ size: 2 });
  await printSpeedUp(
    async () => assert.equal(digestOfAll(paths.map(digestOf)), wanted),
    async () => assert.equal(digestOfAll(await pool.map(digest, paths)), wanted),
  );
});
