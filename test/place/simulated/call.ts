// One call of a random program, and how it may end.
import { CancelledError, ClosedError, KilledError, now, type Task, TimeoutError } from 'offshoot';
import type { JobOptions } from 'offshoot/place';
import type { Order } from '../fixtures/simulated.ts';

/** How long the clean-up of a killed job may take, if nobody says less. */
export const GRACE_MS = 5000;

/** One call, as its caller sees it. */
export class Call {
  readonly how: string;
  readonly options: JobOptions;
  readonly orders: readonly Order[];
  /** When it is to end at the latest, from the time that it was to end. */
  endsAt = Infinity;
  task: Task<unknown> | null = null;
  /** Null while it is under way, and when it was killed. */
  result: { value: unknown } | { error: unknown } | null = null;
  endedAt = Infinity;
  /** When it ended, what ran of it in workers that live, clean-up included. */
  running: number[] = [];

  constructor(how: string, orders: readonly Order[], options: JobOptions) {
    this.how = how;
    this.orders = orders;
    this.options = options;
  }

  get name(): string {
    return `${this.how} ${this.orders.map(({ n }) => n).join()}`;
  }

  /** How long its clean-up may take when it is killed. */
  get within(): number {
    return this.options.within ?? GRACE_MS;
  }

  /** It is killed in `ms` milliseconds, and then has `within` for its clean-up. */
  hurry(within: number, ms = 0): void {
    const latest = now() + ms + Math.min(within, this.within);
    if (this.endedAt === Infinity) this.endsAt = Math.min(this.endsAt, latest);
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
