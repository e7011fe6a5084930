// Memory that a test and its workers share: they tell each other how far they are, without messages.
import { type Operation, until } from 'offshoot';

export type Marks = Int32Array<SharedArrayBuffer>;

export function newMarks(length = 4): Marks {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** Waits until `marks[index]` is at least `value`. */
export function marked(marks: Marks, index: number, value = 1): Operation<void> {
  return until(watch(marks, index, value));
}

async function watch(marks: Marks, index: number, value: number): Promise<void> {
  for (let now = Atomics.load(marks, index); now < value; now = Atomics.load(marks, index)) {
    const waiting = Atomics.waitAsync(marks, index, now, 1000);
    if (waiting.async) await waiting.value;
  }
}

/** Lets whoever blocks on `marks[index]` go on. */
export function unblock(marks: Marks, index = 1): void {
  Atomics.store(marks, index, 1);
  Atomics.notify(marks, index);
}
