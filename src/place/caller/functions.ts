// The functions that one worker was told about: it knows each by a number. Told is not loaded: it
// imports a function's module when it first meets a job of it, and says so.

import { learnClassesOf } from '../portable/error-classes.ts';
import type { Address } from '../portable/portable.ts';
import type { Job } from './job.ts';

export class Functions {
  readonly #numbers = new Map<Address, number>();
  readonly #loaded = new Set<number>();

  /** The number of the function of this job, which the worker was told about. */
  numberOf({ address }: Job): number {
    return this.#numbers.get(address)!;
  }

  /** Numbers those that are new; gives their addresses, for the worker. */
  introduce(jobs: readonly Job[]): Address[] {
    const addresses: Address[] = [];
    for (const { address } of jobs) {
      if (this.#numbers.has(address)) continue;
      this.#numbers.set(address, this.#numbers.size);
      learnClassesOf(address.module);
      addresses.push(address);
    }
    return addresses;
  }

  /** The worker says that it has imported it. */
  loaded(number: number): void {
    this.#loaded.add(number);
  }

  /** A job of it begins as soon as it is there. */
  isLoaded(job: Job): boolean {
    return this.#loaded.has(this.numberOf(job));
  }
}
