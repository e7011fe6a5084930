// A kill of one task: why, what its clean-up threw, and when patience ends.

import { describeValue } from './arguments.ts';
import { KilledError } from './errors.ts';
import type { Verdict } from './frame.ts';

export class Kill implements Verdict {
  readonly reason: unknown;
  /** What clean-up threw, in order. */
  readonly errors: unknown[] = [];
  readonly #who: string;
  #error: KilledError | undefined;

  constructor(reason: unknown, who: string) {
    this.reason = reason;
    this.#who = who;
  }

  /** Made when it is first needed: most kills are never looked at, and a stack costs microseconds. */
  get error(): KilledError {
    return (this.#error ??= new KilledError(`${this.#who} was killed${because(this.reason)}`, {
      reason: this.reason,
    }));
  }

  note(error: unknown): void {
    this.errors.push(error);
  }
}

/** The end of a sentence that tells why: `: enough`, or nothing. */
export function because(reason: unknown): string {
  if (reason === undefined) return '';
  try {
    if (reason instanceof Error) return `: ${reason.message}`;
    return `: ${typeof reason === 'string' ? reason : describeValue(reason)}`;
  } catch {
    // A proxy or a getter that does not like to be asked.
    return '';
  }
}

/** One error as it is; several as one. */
export function oneError(errors: readonly unknown[], message: string): unknown {
  return errors.length === 1 ? errors[0] : new AggregateError(errors, message);
}
