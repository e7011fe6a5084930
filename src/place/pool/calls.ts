// The calls of a pool: jobs, futures, maps, each with what was said of such jobs (`with`).

import { Future, type Operation } from '../../kernel/index.ts';
import type { MapOptions, Workshop } from './chunks.ts';
import { type Results, streamOver } from './imap.ts';
import { type Employer, Job } from '../caller/job.ts';
import { type CheckedJobOptions, checkJobOptions, type JobOptions } from './job-options.ts';
import { mapOver } from './map.ts';
import { Origin } from '../../wire/index.ts';
import { jobOf } from '../caller/perform.ts';
import { addressOf, type PortableBody } from '../portable/portable.ts';
import { EACH, ONE } from '../protocol.ts';

/** Ways to have work done. */
export interface Calls {
  /** Calls `fn` in a worker. Composite: a kill, a timeout or a lost select kills the job. */
  apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
  /**
   * Has `fn` called in a worker; acts at once. To cancel the future kills the job. What the job says of
   * its `progress` is the future's.
   */
  submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T>;
  /**
   * Calls `fn` for each item, in all workers; the results in the order of the items. Items are drawn
   * from the source no faster than they are worked on. An item that fails ends it, and kills the rest.
   * A source that is left early is told so (`return`) and waited for; but one that still owes an item
   * is not, since it may never answer. Composite.
   */
  map<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options?: MapOptions,
  ): Operation<T[]>;
  /**
   * As `map`, but gives the results one by one, as a receiver: what is not received holds the source
   * up. Acts at once. When an item fails, the results before it come first, then its error. To close
   * the results, or the end of the scope, kills what is left and leaves the source.
   */
  imap<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options?: MapOptions,
  ): Results<T>;
  /** The same calls, with jobs that are treated so: `pool.with({ priority: 1 }).apply(f)`. Acts at once. */
  with(options: JobOptions): Calls;
}

/** Where the jobs go. */
export interface Shop extends Employer {
  readonly width: number;
  /** Lets a map in, whose chunks are then taken also when nothing else is. */
  enter(what: string): () => void;
}

export class ShopCalls implements Calls {
  readonly #shop: Shop;
  readonly #options: CheckedJobOptions;

  constructor(shop: Shop, options: CheckedJobOptions) {
    this.#shop = shop;
    this.#options = options;
  }

  apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    return jobOf(this.#shop, fn, args, new Origin(this, 'apply'), this.#options);
  }

  submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T> {
    const job = new Job(this.#shop, fn, ONE, args, new Origin(this, 'submit'), this.#options, true);
    const future = Future.stoppedBy<unknown>(job);
    job.future = future;
    this.#shop.start(job);
    return future as Future<T>;
  }

  map<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options: MapOptions = {},
  ): Operation<T[]> {
    return mapOver(this.#workshop(fn), items, options) as Operation<unknown> as Operation<T[]>;
  }

  imap<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options: MapOptions = {},
  ): Results<T> {
    return streamOver(this.#workshop(fn), items, options) as Results<T>;
  }

  with(options: JobOptions): Calls {
    return new ShopCalls(this.#shop, checkJobOptions(this.#options, options));
  }

  /** Where maps of `fn` take place. */
  #workshop(fn: object): Workshop {
    const shop = this.#shop;
    const origin = new Origin();
    addressOf(fn);
    return {
      width: shop.width,
      enter: (what) => shop.enter(what),
      start: (items) => {
        const job = new Job(shop, fn, EACH, items, origin, this.#options);
        shop.start(job);
        return job;
      },
    };
  }
}
