import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regressions } from '../../bench/guard.ts';
import { growthPicture } from '../../bench/growth-picture.ts';
import { momentName, moments } from '../../bench/memory.ts';
import { filled } from '../../bench/pages.ts';
import { picture } from '../../bench/picture.ts';
import { type Row, rows } from '../../bench/rows.ts';
import type { ContestantResult, RowResult } from '../../bench/sampling.ts';
import { median, show, shuffled, spread } from '../../bench/statistics.ts';
import { rowTable } from '../../bench/tables.ts';

function contestant(name: string, samples: Record<string, number[]>): ContestantResult {
  const withUnit = Object.entries(samples).map(([metric, values]) => [
    metric,
    { unit: 'ns', values },
  ]);
  return {
    name,
    title: name,
    program: `${name}.ts`,
    count: 10,
    version: '1.0.0',
    samples: Object.fromEntries(withUnit),
  };
}

function resultOf(row: string, contestants: ContestantResult[]): RowResult {
  return {
    row,
    at: '2026-01-02T03:04:05.678Z',
    machine: 'a machine',
    pinning: 'taskset -c 0',
    runs: 3,
    seed: 1,
    clock: 'wall',
    load: [0.1, 1],
    seconds: 12,
    contestants,
  };
}

const row: Row = {
  name: 'ring',
  title: 'A ring',
  contestants: [],
  targets: [
    { metric: 'hop', against: ['go', 'nobody'], atMost: 0.75 },
    { metric: 'hop', atMost: 200 },
    { metric: 'hop', atLeast: 101 },
  ],
  pictured: { hop: 'a hop' },
};

test('the median is the middle one, or the mean of two', () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 3, 2])], [2, 2.5]);
  assert.throws(() => median([]), RangeError);
});

test('numbers are shown with three digits, or whole', () => {
  const shown = [0, 0.12345, 12.345, 123.45, 12_345.6, 226_123].map(show);
  assert.deepEqual(shown, ['0', '0.123', '12.3', '123', '12,346', '226 k']);
  assert.equal(spread([2, 1, 3]), '1.00-3.00');
});

test('a seed gives one order of all, and other seeds other orders', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];
  const orders = Array.from({ length: 50 }, (_, seed) => shuffled(items, seed).join(''));
  assert.deepEqual(shuffled(items, 7), shuffled(items, 7));
  assert.deepEqual([...shuffled(items, 7)].sort(), items);
  assert.equal(new Set(orders.map((order) => order[0])).size, items.length);
});

test('a row has its figures, ratios, what is missing, and whether targets are met', () => {
  const erlang: ContestantResult = { ...contestant('erlang', {}), missing: 'not installed: apt' };
  const contestants = [
    contestant('ours', { hop: [90, 100, 110] }),
    contestant('go', { hop: [120, 125, 130] }),
    erlang,
  ];
  assert.deepEqual(rowTable(row, resultOf('ring', contestants)).split('\n'), [
    '| hop | median | least-most | Offshoot by it |',
    '|---|---|---|---|',
    '| ours | 100 ns | 90.0-110 |  |',
    '| go (1.0.0) | 125 ns | 120-130 | 0.80 |',
    '',
    'erlang: not installed: apt.',
    '',
    '- hop: wanted at most 0.75 x; it is 0.80 x go, **missed**',
    '- hop: wanted at most 200; it is 100, met',
    '- hop: wanted at least 101; it is 100, **missed**',
    '',
    '3 runs, 2026-01-02 03:04 UTC, Offshoot 1.0.0; load 0.1 to 1; 12 s in all.',
  ]);
});

test('many metrics stand below each other, a few side by side', () => {
  const many = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`m${n}`, [n]]));
  const head = (samples: Record<string, number[]>): string | undefined =>
    rowTable(row, resultOf('ring', [contestant('ours', samples)])).split('\n')[0];
  assert.equal(head(many), '|  | ours |');
  assert.equal(head({ a: [1], b: [2] }), '|  | a | b |');
});

test('figures go between their markers, again and again; a page without the place is named', () => {
  const page = 'before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter';
  const once = filled(page, new Map([['a', 'new']]), 'PAGE.md');
  assert.equal(once, 'before\n<!-- bench:a -->\nnew\n<!-- /bench:a -->\nafter');
  assert.equal(filled(once, new Map([['a', 'new']]), 'PAGE.md'), once);
  const elsewhere = new Map([['b', 'new']]);
  assert.throws(() => filled(page, elsewhere, 'PAGE.md'), /PAGE\.md has no place <!-- bench:b -->/);
});

test('the guard names what is more than a quarter slower', () => {
  const comparisons = [
    { row: 'ring', now: 1.3, kept: 1 },
    { row: 'skynet', now: 1.24, kept: 1 },
    { row: 'select', now: 0.5, kept: 1 },
  ];
  assert.deepEqual(regressions(comparisons), [
    'ring: 30 % slower than what was kept, by the bare round trip',
  ]);
});

test('the picture has a bar for each, the quickest first, and tears the longest', () => {
  const contestants = [
    contestant('ours', { hop: [100] }),
    contestant('go', { hop: [50] }),
    contestant('effect', { hop: [2000] }),
  ];
  const svg = picture({ ring: resultOf('ring', contestants) });
  const values = [...svg.matchAll(/class="value[^>]*>([^<]+)</g)].map(([, text]) => text);
  assert.deepEqual(values, ['50.0 ns', '100 ns', '2,000 ns']);
  assert.equal(svg.match(/<path class="torn"/g)?.length, 1);
});

test('the rows name their contestants once, and aim at contestants that they have', () => {
  for (const { name, contestants, targets } of rows) {
    const names = contestants.map((each) => each.name);
    assert.deepEqual(names, [...new Set(names)], name);
    const aimed = targets.flatMap(({ against = [] }) => against);
    assert.deepEqual(
      aimed.filter((each) => !names.includes(each)),
      [],
      name,
    );
  }
});

test('the picture of growth has a curve for each, through its medians', () => {
  const grows = (by: number): Record<string, number[]> =>
    Object.fromEntries(moments.map((n) => [momentName(n), [by * n, by * n, 1e6]]));
  const picture = growthPicture(
    resultOf('stopped', [contestant('ours', grows(0)), contestant('bare', grows(40))]),
  );
  const curves = [...picture.matchAll(/class="(\w+) curve" points="([^"]+)"/g)].map(
    ([, look, points]) => [look, points!.split(' ').map((point) => Number(point.split(',')[1]))],
  );
  assert.deepEqual(curves, [
    ['ours', new Array(11).fill(292)],
    ['peer', [292, 269, 246, 224, 201, 178, 155, 132, 110, 87, 64]],
  ]);
});
