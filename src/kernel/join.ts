// Waiting for the end of a task.

import type { Fiber } from './fiber.ts';
import type { Outcome } from './task.ts';
import { Wait } from './wait.ts';

abstract class EndWait<T, R> extends Wait<R> {
  protected readonly fiber: Fiber<T>;

  constructor(fiber: Fiber<T>) {
    super();
    this.fiber = fiber;
  }

  attempt(): boolean {
    return this.fiber.ended;
  }

  enlist(): void {
    this.fiber.joiners.add(this as Wait<unknown>);
  }

  withdraw(): void {
    this.fiber.joiners.remove(this as Wait<unknown>);
  }
}

/** `task.join()`: the result, or the failure thrown. */
export class JoinWait<T> extends EndWait<T, T> {
  override take(): T {
    this.reset();
    const outcome = this.fiber.ending();
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  }

  copy(): JoinWait<T> {
    return new JoinWait(this.fiber);
  }

  describe(): string {
    return `join of task "${this.fiber.name}"`;
  }
}

/** `task.outcome()`: how it ended, as a value. */
export class OutcomeWait<T> extends EndWait<T, Outcome<T>> {
  override take(): Outcome<T> {
    this.reset();
    return this.fiber.ending();
  }

  copy(): OutcomeWait<T> {
    return new OutcomeWait(this.fiber);
  }

  describe(): string {
    return `outcome of task "${this.fiber.name}"`;
  }
}
