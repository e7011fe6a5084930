// What stands for things that stay where they are, between two peers.
//
//   [kind, id, ...]               a channel, queue, future, task or signal: at home with the sender, and
//                                 counted: he hears when nobody at the other end has it any more
//   ['yours', id]                 at home with the receiver
//   ['aborted', name, message]    a signal that says all that there is to say
//   ['function', address]         is found anywhere

import { type Extra, type Reference, type References, referencesIn } from '../codec/packed.ts';
import type { Message } from './messages.ts';
import { isShareable } from './shareable.ts';

export const YOURS = 'yours';
export const ABORTED = 'aborted';
/** The kind of references to portable functions. */
export const FUNCTION = 'function';

/** What stays where it is in its own way, and is referred to: portable functions. */
export interface Functions {
  /** The reference to a function or class, if it has an address. */
  refer(value: object): Reference | undefined;
  /** Gets ready to find it; a promise if that takes time. */
  prepare(reference: Reference): Promise<void> | undefined;
  find(reference: Reference): unknown;
}

export function isCounted(kind: string): boolean {
  return kind !== YOURS && kind !== FUNCTION && kind !== ABORTED;
}

/** What belongs into the value that a message brings. It stands at the end, but for a mark. */
export function extraOf(message: Message): Extra | null {
  const last = message.at(-1);
  const extra = last === true ? message.at(-2) : last;
  return Array.isArray(extra) ? (extra as unknown as Extra) : null;
}

/** What must be waited for before the functions that are referred to can be found. */
export function preparations(functions: Functions, extra: Extra): Promise<void>[] {
  return referencesIn(extra)
    .filter(([kind]) => kind === FUNCTION)
    .map((reference) => functions.prepare(reference))
    .filter((promise) => promise !== undefined);
}

/** Says what can be referred to, and counts nothing: for who only asks whether a value can travel. */
export function countingNothing(functions: Functions | undefined): References {
  return {
    refer: (value) => (isShareable(value) ? [YOURS] : functions?.refer(value)),
    resolve: () => undefined,
    takeBack: () => {},
    letGo: () => {},
  };
}

/** The most things of a kind that one peer's other end refers to at a time. */
const MAX_SHARED = 100_000;

export function refuseMore(count: number, name: string): void {
  if (count < MAX_SHARED) return;
  throw new RangeError(
    `${name} refers to ${MAX_SHARED} channels, queues or futures of this place already: ` +
      'they live there until nobody has them any more',
  );
}
