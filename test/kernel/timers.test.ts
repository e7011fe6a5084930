import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alarm, SeededRandom } from 'offshoot/kernel';
import { Timers } from '../../src/kernel/timers.ts';

/** What a heap of timers must do, done plainly. */
class Plain {
  #running: { at: number; order: number; alarm: Alarm }[] = [];
  #count = 0;

  get length(): number {
    return this.#running.length;
  }

  get next(): number {
    return Math.min(Infinity, ...this.#running.map(({ at }) => at));
  }

  add(alarm: Alarm, at: number): void {
    this.#running.push({ at, order: this.#count++, alarm });
  }

  remove(alarm: Alarm): void {
    this.#running = this.#running.filter((entry) => entry.alarm !== alarm);
  }

  due(now: number): Alarm[] {
    const due = this.#running.filter(({ at }) => at <= now);
    this.#running = this.#running.filter(({ at }) => at > now);
    return due.toSorted((a, b) => a.at - b.at || a.order - b.order).map(({ alarm }) => alarm);
  }
}

for (let seed = 1; seed <= 20; seed++) {
  test(`timers fire in order, however they are started and stopped (seed ${seed})`, () => {
    const random = new SeededRandom(seed);
    const timers = new Timers();
    const plain = new Plain();
    let fired: Alarm[] = [];
    const alarms = Array.from({ length: 300 }, () => {
      const alarm: Alarm = new Alarm(() => fired.push(alarm));
      return alarm;
    });
    // Some seeds stop nearly all that they start, some nearly none; many are due at the same time.
    const stops = random.below(10);
    let now = 0;
    for (let step = 0; step < 3000; step++) {
      const alarm = alarms[random.below(alarms.length)]!;
      const what = random.below(11);
      if (what === 10) {
        now += random.below(20);
        fired = [];
        timers.fire(now);
        assert.deepEqual(fired, plain.due(now));
      } else if (what < stops || alarm.ticket !== 0) {
        timers.remove(alarm);
        plain.remove(alarm);
        assert.equal(alarm.ticket, 0);
      } else {
        const at = now + random.below(50) + (random.below(2) === 0 ? 0.5 : 0);
        timers.add(alarm, at);
        plain.add(alarm, at);
      }
      assert.equal(timers.length, plain.length);
      assert.equal(timers.next, plain.next);
    }
  });
}

test('a timer may stop others, and start itself again, while it fires', () => {
  const timers = new Timers();
  const said: string[] = [];
  const other = new Alarm(() => said.push('other'));
  let times = 0;
  const first: Alarm = new Alarm(() => {
    said.push('first');
    timers.remove(other);
    if (++times < 3) timers.add(first, times);
  });
  timers.add(first, 0);
  timers.add(other, 0);
  timers.fire(2);
  assert.deepEqual(said, ['first', 'first', 'first']);
  assert.deepEqual([timers.length, timers.next], [0, Infinity]);
});

test('a timer that was stopped in one heap and runs in another is due there alone', () => {
  const [one, other] = [new Timers(), new Timers()];
  const said: string[] = [];
  const first = new Alarm(() => said.push('first'));
  const moved = new Alarm(() => said.push('moved'));
  one.add(moved, 2);
  one.add(first, 1);
  one.remove(moved);
  other.add(moved, 9);
  one.fire(5);
  assert.deepEqual(said, ['first']);
  assert.deepEqual([one.length, one.next, other.length, other.next], [0, Infinity, 1, 9]);
  other.fire(9);
  assert.deepEqual(said, ['first', 'moved']);
  assert.deepEqual([other.length, other.next], [0, Infinity]);
});

test('timers that are stopped take no room: a million deadlines that none reaches', () => {
  const timers = new Timers();
  const kept = new Alarm(() => {});
  timers.add(kept, 5);
  for (let i = 0; i < 1_000_000; i++) {
    const alarm = new Alarm(() => {});
    timers.add(alarm, 30_000 + i);
    timers.remove(alarm);
  }
  assert.deepEqual([timers.length, timers.next], [1, 5]);
  assert.ok(timers.entries <= 100, `${timers.entries} entries`);
});
