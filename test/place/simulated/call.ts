// One call of a random program, and how it may end.
import { CancelledError, ClosedError, KilledError, now, type Task, TimeoutError } from 'offshoot';
import type { Order } from '../fixtures/simulated.ts';

/** One call, as its caller sees it. */
export class Call {
  readonly how: string;
  readonly orders: readonly Order[];
  /** When it is to end at the latest, from the time that it was to end. */
  endsAt = Infinity;
  task: Task<unknown> | null = null;
  /** Null while it is under way, and when it was killed. */
  result: { value: unknown } | { error: unknown } | null = null;
  endedAt = Infinity;
  /** Were all bodies through when it ended? */
  wasThrough = false;

  constructor(how: string, orders: readonly Order[]) {
    this.how = how;
    this.orders = orders;
  }

  /** From now on it has so many milliseconds. */
  hurry(within: number): void {
    if (this.endedAt === Infinity) this.endsAt = Math.min(this.endsAt, now() + within);
  }
}

const known: (new (...args: never[]) => Error)[] = [
  CancelledError,
  ClosedError,
  KilledError,
  TimeoutError,
];

/** Is it an error that a call may fail with, whatever becomes of the workers? */
export function isKnown(error: unknown): boolean {
  if (error instanceof RangeError) return error.message.endsWith('fails');
  return known.some((type) => error instanceof type);
}

/** What an error is made of. */
export function all(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(all) : [error];
}
