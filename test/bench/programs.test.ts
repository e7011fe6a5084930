// The programs of the benchmark that need nothing but Node, with little to do: each checks by itself
// what it carried, so it is enough that they end well and print their figures.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { shared } from '../../bench/programs.ts';
import { type Contestant, rows } from '../../bench/rows.ts';

const start = promisify(execFile);
const bench = fileURLToPath(new URL('../../bench/', import.meta.url));

/** Little: a power of ten for the tree, and less where each is much. */
function little(count: number): string {
  return String(Math.min(10_000, Math.ceil(count / 10)));
}

interface Figure {
  metric: string;
  value: number;
}

async function figures({ program, variant, count }: Contestant): Promise<Figure[]> {
  const args = ['--conditions=offshoot-source', bench + program, variant, little(count)];
  const { stdout } = await start(process.execPath, args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Figure);
}

test('what our programs import from beside them goes along with them', () => {
  const imported = (file: string): string[] => {
    const text = readFileSync(file, 'utf8');
    const above = file.includes('/ours/') ? '\\.\\./' : '\\./';
    return [...text.matchAll(new RegExp(`from '${above}([\\w-]+\\.ts)'`, 'g'))].map(
      (found) => found[1]!,
    );
  };
  const ours = readdirSync(`${bench}ours`).filter((name) => name.endsWith('.ts'));
  const needed = new Set(ours.flatMap((name) => imported(`${bench}ours/${name}`)));
  for (const name of needed) for (const next of imported(bench + name)) needed.add(next);
  const along = shared.map((file) => basename(file));
  assert.ok(needed.has('measure.ts'));
  assert.deepEqual(
    [...needed].filter((name) => !along.includes(name)),
    [],
  );
});

describe('the programs of the benchmark', { concurrency: 2 }, () => {
  for (const { name, contestants, targets, pictured } of rows) {
    const wanted = [...targets.map(({ metric }) => metric), ...Object.keys(pictured)];
    for (const contestant of contestants) {
      if (contestant.kind !== 'ours' && contestant.kind !== 'bare') continue;
      test(`${name}, ${contestant.title}: does its work and has the figures of its row`, async () => {
        const found = await figures(contestant);
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
