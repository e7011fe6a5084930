// piscina: the digests of a tree of files: here, one after the other, and on two threads.
import assert from 'node:assert/strict';
import Piscina from 'piscina';
import { count } from '../../measure.ts';
import { printSpeedUp } from '../../places.ts';
import { digestOf, digestOfAll, plantTree } from '../../tree.ts';

const paths = plantTree(count);
const wanted = digestOfAll(paths.map(digestOf));
const filename = new URL('./digest-of.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
await printSpeedUp(
  async () => assert.equal(digestOfAll(paths.map(digestOf)), wanted),
  async () =>
    assert.equal(digestOfAll(await Promise.all(paths.map((path) => pool.run(path)))), wanted),
);
await pool.destroy();
