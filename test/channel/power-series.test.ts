// Webs of hundreds of tasks and channels that all depend on each other: one wake-up too few and they
// hang, one too many and the coefficients are wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { type Coroutine, scope } from 'offshoot';
import {
  add,
  differentiate,
  exponential,
  get,
  integrate,
  multiply,
  ones,
  powers,
  rational as q,
  reciprocal,
  type Series,
  stretch,
  substitute,
} from './power-series.ts';
import { inManyOrders } from './ways.ts';

/** The first coefficients; then all the tasks behind them are killed. */
function* first(n: number, make: () => Series): Coroutine<string> {
  const coefficients: string[] = [];
  try {
    yield* scope(function* (all) {
      const made = make();
      while (coefficients.length < n) coefficients.push(String(yield* get(made)));
      all.kill('enough');
    });
  } catch (error) {
    if ((error as { reason?: unknown }).reason !== 'enough') throw error;
  }
  return coefficients.join(' ');
}

const expected: [string, () => Series, string][] = [
  ['ones', ones, '1 1 1 1 1 1 1 1'],
  ['sum', () => add(ones(), powers()), '1 2 2 2 2 2 2 2'],
  ['product', () => multiply(ones(), ones()), '1 2 3 4 5 6 7 8'],
  ['derivative', () => differentiate(ones()), '1 2 3 4 5 6 7 8'],
  ['integral', () => integrate(q(0), ones()), '0 1 1/2 1/3 1/4 1/5 1/6 1/7'],
  ['stretched', () => stretch(q(-2), ones()), '1 -2 4 -8 16 -32 64 -128'],
  ['reciprocal', () => reciprocal(ones()), '1 -1 0 0 0 0 0 0'],
  ['reciprocal of 1, 2, 3, ...', () => reciprocal(differentiate(ones())), '1 -2 1 0 0 0 0 0'],
  ['exponential', () => exponential(powers()), '1 1 3/2 13/6 73/24 167/40 4051/720 37633/5040'],
  ['composition', () => substitute(ones(), powers()), '1 1 2 4 8 16 32 64'],
];

for (const [name, make, coefficients] of expected) {
  test(`power series over channels: ${name}`, async () => {
    const results = await inManyOrders(() => first(8, make), 20);
    assert.deepEqual(new Set(results), new Set([coefficients]));
  });
}
