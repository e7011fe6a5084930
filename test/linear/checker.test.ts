// The checker itself, on histories written by hand: a register for what is usual, a lock for waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { explain, type Model } from './checker.ts';
import type { Call, Event } from './history.ts';

type Access = ['write', number] | ['read'];

const register: Model<number, Access> = {
  initial: 0,
  prompt: false,
  step(value, { what: [what, written = 0] }) {
    return what === 'read' ? [{ state: value, result: value }] : [{ state: written, result: null }];
  },
};

const lock: Model<boolean, string> = {
  initial: false,
  lines: (what) => [what],
  step(locked, { what }, moment) {
    if (what === 'release') return [{ state: false, result: null }];
    return locked || moment.waitsBefore('lock') ? [] : [{ state: true, result: null }];
  },
  undo: () => false,
};

/** Two must meet. */
const meeting: Model<number, string> = {
  initial: 0,
  step: (come) => [{ state: 1 - come, result: null }],
  settled: (come) => come === 0,
};

/**
 * A history of lines: `a write 1` begins a call, `a` ends it, `a -> 1` with a result, `a cut` as one that
 * was cut; `quiet` is a moment in which nobody is ready.
 */
function history<C>(...lines: string[]): Event<C>[] {
  const calls = new Map<string, Call<C>>();
  return lines.map((line, at): Event<C> => {
    if (line === 'quiet') return { what: 'quiet', at };
    const [name = '', ...rest] = line.split(' ');
    const known = calls.get(name);
    if (known === undefined) {
      const what = (rest.length > 1 || rest[0] === 'read' ? rest.map(numeric) : rest[0]) as C;
      const call: Call<C> = { id: at, task: 0, what, end: 'open', result: null };
      calls.set(name, call);
      return { what: 'call', at, call };
    }
    known.end = rest[0] === 'cut' ? 'cut' : 'returned';
    if (rest[0] === '->') known.result = numeric(rest[1]!);
    return { what: 'end', at, call: known };
  });
}

function numeric(word: string): unknown {
  return /^\d+$/.test(word) ? Number(word) : word;
}

function holds<S, C>(model: Model<S, C>, ...lines: string[]): boolean {
  return explain(model, history<C>(...lines)) === undefined;
}

test('a read beside a write sees the old value or the new one, and nothing else', () => {
  const reads = (value: number): boolean =>
    holds(register, 'w write 1', 'r read', `r -> ${value}`, 'w');
  assert.deepEqual([reads(0), reads(1), reads(2)], [true, true, false]);
});

test('what has ended before a call begins comes before it', () => {
  assert.equal(holds(register, 'w write 1', 'w', 'r read', 'r -> 0'), false);
  assert.equal(holds(register, 'w write 1', 'r read', 'r -> 1', 's read', 's -> 0', 'w'), false);
  assert.equal(holds(register, 'w write 1', 'r read', 'r -> 0', 's read', 's -> 1', 'w'), true);
});

test('the orders of many calls at once are all tried', () => {
  const writes = [1, 2, 3, 4, 5].map((n) => `w${n} write ${n}`);
  const ends = [1, 2, 3, 4, 5].map((n) => `w${n}`);
  for (const last of [1, 3, 5])
    assert.equal(holds(register, ...writes, ...ends, 'r read', `r -> ${last}`), true);
  assert.equal(holds(register, ...writes, ...ends, 'r read', 'r -> 0'), false);
});

test('a call that was cut has not taken effect', () => {
  assert.equal(holds(register, 'w write 1', 'w cut', 'r read', 'r -> 0'), true);
  assert.equal(holds(register, 'w write 1', 'w cut', 'r read', 'r -> 1'), false);
  assert.equal(holds(register, 'w write 1', 'r read', 'r -> 1', 'w cut'), false);
});

test('a call that was cut may have had it, and given it back', () => {
  assert.equal(holds(lock, 'a lock', 'a cut', 'b lock', 'b'), true);
  assert.equal(holds(lock, 'a lock', 'b lock', 'a cut', 'b'), true);
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'b cut', 'c lock', 'c'), false);
});

test('nobody comes in while another one is, and who came first is first', () => {
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'b'), false);
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'x release', 'x', 'b'), true);
  const line = ['a lock', 'a', 'b lock', 'c lock', 'x release', 'x'];
  assert.equal(holds(lock, ...line, 'b'), true);
  assert.equal(holds(lock, ...line, 'c'), false);
});

test('when all is quiet, nobody waits who could go on', () => {
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'quiet'), true);
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'x release', 'x', 'quiet'), false);
  assert.equal(holds(lock, 'a lock', 'a', 'b lock', 'x release', 'x', 'b', 'quiet'), true);
});

test('who meets goes on together', () => {
  assert.equal(holds(meeting, 'a come', 'quiet', 'b come', 'a', 'b', 'quiet'), true);
  assert.equal(holds(meeting, 'a come', 'a'), false);
  assert.equal(holds(meeting, 'a come', 'b come', 'c come', 'a', 'b', 'c'), false);
});

test('what cannot be explained is told with what was before it', () => {
  const told = explain(register, history<Access>('w write 1', 'w', 'r read', 'r -> 7'));
  assert.deepEqual(told?.split('\n'), [
    'no order of calls explains the last line:',
    '  0 ms, task 0: 0 ["write",1]',
    '  1 ms, task 0: 0 ["write",1] -> null',
    '  2 ms, task 0: 2 ["read"]',
    '  3 ms, task 0: 2 ["read"] -> 7',
    'what could be true before it, of 1 ways (state, and who has got what):',
    '  [1,[]]',
  ]);
});
