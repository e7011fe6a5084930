// The functions that one worker was told about: it knows each by a number. Told is not loaded: it
// imports a function's module when it first meets a job of it, and says so.

import type { Form, PackOptions, References } from '../../wire/index.ts';
import { classesOf, learnClassesOf } from '../portable/error-classes.ts';
import type { Address } from '../portable/portable.ts';
import type { Job } from './job.ts';

/** What is known of one of them. */
interface Told {
  readonly number: number;
  /** How the arguments of its jobs are packed. */
  readonly packing: PackOptions;
  isLoaded: boolean;
}

export class Functions {
  readonly #form: Form;
  readonly #references: References;
  readonly #told = new Map<Address, Told>();
  readonly #byNumber: Told[] = [];

  /** `form` and `references`: how the worker's link packs. */
  constructor(form: Form, references: References) {
    this.#form = form;
    this.#references = references;
  }

  /** The function of this job, which the worker was told about. */
  of({ address }: Job): Told {
    return this.#told.get(address)!;
  }

  /** Numbers those that are new; gives their addresses, for the worker. */
  introduce(jobs: readonly Job[]): Address[] {
    const addresses: Address[] = [];
    for (const { address } of jobs) {
      if (this.#told.has(address)) continue;
      const { module } = address;
      learnClassesOf(module);
      const packing = {
        form: this.#form,
        references: this.#references,
        classes: classesOf(module),
      };
      const told = { number: this.#byNumber.length, packing, isLoaded: false };
      this.#told.set(address, told);
      this.#byNumber.push(told);
      addresses.push(address);
    }
    return addresses;
  }

  /** The worker says that it has imported this one. */
  loaded(number: number): Told {
    const told = this.#byNumber[number]!;
    told.isLoaded = true;
    return told;
  }
}
