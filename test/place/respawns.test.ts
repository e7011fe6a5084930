import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Respawns } from '../../src/place/pool/respawns.ts';

test('three deaths in a row before any work are too many; one that had worked breaks the row', () => {
  const respawns = new Respawns(2);
  const said = [
    respawns.died(0, false),
    respawns.died(0, false),
    respawns.worked(),
    respawns.died(0, false),
    respawns.died(0, true),
    respawns.died(0, false),
    respawns.died(0, false),
  ];
  const tooOften = '3 workers in a row died before they did anything';
  assert.deepEqual(said, [...Array(6).fill(undefined), tooOften]);
});

test('more than five deaths for each worker within ten seconds are too many; spread out they are not', () => {
  const quick = new Respawns(2);
  const said = Array.from({ length: 11 }, (_, n) => quick.died(n * 999, true));
  assert.deepEqual(said, [...Array(10).fill(undefined), '11 workers died within 10 s']);
  const slow = new Respawns(2);
  for (let n = 0; n < 100; n++) assert.equal(slow.died(n * 1000, true), undefined);
});
