// The programs of the benchmark that need nothing but Node, with little to do: each checks by itself
// what it carried, so it is enough that they end well and print their figures.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rows } from '../../bench/rows.ts';

const start = promisify(execFile);
const bench = fileURLToPath(new URL('../../bench/', import.meta.url));

/** Little, and a power of ten for the tree. */
const count = '10000';

interface Figure {
  metric: string;
  value: number;
}

async function figures(program: string, variant: string): Promise<Figure[]> {
  const args = ['--conditions=offshoot-source', bench + program, variant, count];
  const { stdout } = await start(process.execPath, args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Figure);
}

describe('the programs of the benchmark', { concurrency: 2 }, () => {
  for (const { name, contestants, targets, pictured } of rows) {
    const wanted = [...targets.map(({ metric }) => metric), ...Object.keys(pictured)];
    for (const { kind, title, program, variant } of contestants) {
      if (kind !== 'ours' && kind !== 'bare') continue;
      test(`${name}, ${title}: does its work and has the figures of its row`, async () => {
        const found = await figures(program, variant);
        const metrics = found.map(({ metric }) => metric);
        assert.deepEqual(
          wanted.filter((metric) => !metrics.includes(metric)),
          [],
        );
        assert.ok(found.every(({ value }) => Number.isFinite(value)));
      });
    }
  }
});
