// What tasks called and what came of it, in the order in which it happened.
import { type Coroutine, now, type Operation, select, sleep } from 'offshoot';
import { random } from 'offshoot/testing';

/** One call. */
export interface Call<C> {
  /** Later calls have greater numbers. */
  readonly id: number;
  readonly task: number;
  readonly what: C;
  end: 'open' | 'returned' | 'cut';
  /** Plain data. An error stands as its name. */
  result: unknown;
}

export type Event<C> =
  | { readonly what: 'call' | 'end'; readonly at: number; readonly call: Call<C> }
  | { readonly what: 'quiet'; readonly at: number };

/** A whole number below n, by chance. */
type Chance = (n: number) => number;

export class History<C> {
  readonly events: Event<C>[] = [];
  /** Makes the program: what tasks do, and how long they wait for it. */
  readonly chance: Chance;
  #calls = 0;

  constructor(chance: Chance = random) {
    this.chance = chance;
  }

  begin(task: number, what: C): Call<C> {
    const call: Call<C> = { id: ++this.#calls, task, what, end: 'open', result: undefined };
    this.events.push({ what: 'call', at: now(), call });
    return call;
  }

  end(call: Call<C>, end: 'returned' | 'cut', result?: unknown): void {
    call.end = end;
    call.result = result ?? null;
    this.events.push({ what: 'end', at: now(), call });
  }

  /** Nobody is ready: time has moved. */
  quiet(): void {
    this.events.push({ what: 'quiet', at: now() });
  }

  /** A call that does not wait. */
  act<T>(
    task: number,
    what: C,
    act: () => T,
    tell: (value: T) => unknown = () => null,
  ): T | undefined {
    const call = this.begin(task, what);
    try {
      const value = act();
      this.end(call, 'returned', tell(value));
      return value;
    } catch (error) {
      this.end(call, 'returned', nameOf(error));
      return undefined;
    }
  }

  /**
   * A call that may wait; some have a time limit, and some may lose a select. Undefined if it was cut
   * or failed.
   */
  *perform<T>(
    task: number,
    what: C,
    operation: Operation<T>,
    tell: (value: T) => unknown = () => null,
    limit = anyLimit,
  ): Coroutine<T | undefined> {
    const limited = limit(operation, this.chance);
    const call = this.begin(task, what);
    try {
      const got = yield* limited;
      if (got === undefined) return undefined;
      this.end(call, 'returned', tell(got.value));
      return got.value;
    } catch (error) {
      if (nameOf(error) !== 'TimeoutError') this.end(call, 'returned', nameOf(error));
      return undefined;
    } finally {
      if (call.end === 'open') this.end(call, 'cut');
    }
  }
}

/** As it is, under a time limit, or in a select that it may lose. */
function anyLimit<T>(operation: Operation<T>, chance: Chance): Operation<{ value: T } | undefined> {
  const got = operation.map((value) => ({ value }));
  const how = chance(4);
  if (how < 2) return got;
  const ms = 1 + chance(3);
  if (how === 2) return got.timeout(ms);
  return select({ got, late: sleep(ms) }).map((won) => (won.key === 'got' ? won.value : undefined));
}

/** As it is, or under a time limit: for what must stay in its task. */
export function timeLimit<T>(operation: Operation<T>, chance: Chance): Operation<{ value: T }> {
  const got = operation.map((value) => ({ value }));
  return chance(2) === 0 ? got : got.timeout(1 + chance(3));
}

function nameOf(error: unknown): string {
  if (error instanceof Error) return error.name;
  throw error;
}
