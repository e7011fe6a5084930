// How often the workers of a pool may die before it gives up: a worker that is replaced again and again
// burns a processor and helps nobody. docs/decisions/0024 says what counts.
//
// Counted are deaths that took no job with them. A job that takes its worker with it has been used up by
// that, and its caller told; the next one is a new chance.

/** Workers that die one after the other before any of them has ended a job. */
const MOST_IN_A_ROW = 3;
/** Deaths of each worker within this time, in milliseconds. */
const MOST_OF_EACH = 5;
const WITHIN_MS = 10_000;

export class Respawns {
  readonly #most: number;
  #inARow = 0;
  #times: number[] = [];

  /** For up to so many workers. */
  constructor(workers: number) {
    this.#most = workers * MOST_OF_EACH;
  }

  /** A worker has ended a job. */
  worked(): void {
    this.#inARow = 0;
  }

  /** A worker died at the time `now`. If that is once too often: how it was, in words. */
  died(now: number, hadWorked: boolean): string | undefined {
    if (!hadWorked && ++this.#inARow >= MOST_IN_A_ROW)
      return `${MOST_IN_A_ROW} workers in a row died before they did anything`;
    this.#times = this.#times.filter((time) => now - time < WITHIN_MS);
    this.#times.push(now);
    if (this.#times.length <= this.#most) return undefined;
    return `${this.#times.length} workers died within ${WITHIN_MS / 1000} s`;
  }
}
