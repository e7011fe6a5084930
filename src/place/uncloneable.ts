// Where in a value stands what cannot be copied to another place: `args[0].conn is a Socket`.
//
// The search reads a value that may be anything: its getters and traps may throw, and it may be nested
// deeper than the stack is. So it is a loop with a bound, and what it meets becomes part of the message.

import { CodecError, describeValue } from '../kernel/index.ts';
import { inWords } from './in-words.ts';

/** How far down the search goes. */
const MAX_DEPTH = 100;
/** The longest path that is written out. */
const MAX_PATH = 80;

/** How to find out whether a value can be copied: throws if not. */
export type Copy = (value: unknown) => unknown;

/** Says which part of `value` cannot travel. `name` is what the whole is called: `args`, `result`. Never throws. */
export function uncloneable(
  name: string,
  value: unknown,
  cause: unknown,
  copy: Copy = structuredClone,
): CodecError {
  // Too large for the link, which has said so.
  if (cause instanceof CodecError) return new CodecError(`${name}: ${cause.message}`, { cause });
  const search = new Search(copy);
  const message = isOverflow(cause) ? search.tooDeep(name, value) : search.search(name, value);
  return new CodecError(message, { cause });
}

/** What is nested too deeply can often be written, but never be read: reading needs more of the stack. */
export function unreadable(name: string): CodecError {
  return new CodecError(`${name} cannot be read over there: ${advice}`);
}

const advice =
  'it is nested too deeply. Send it flat: an array of nodes that refer to each other by index.';

/** Copying it took more of the stack than there is. */
function isOverflow(cause: unknown): boolean {
  return cause instanceof RangeError && inWords(cause).includes('call stack');
}

type Fault = { step: string; part: unknown } | { step: string; why: string };

class Search {
  readonly #copy: Copy;

  constructor(copy: Copy) {
    this.#copy = copy;
  }

  tooDeep(name: string, value: unknown): string {
    let step = '';
    try {
      step = this.#faultOf(value, new Set())?.step ?? '';
    } catch {
      // Then it is the whole.
    }
    return `${name}${step} cannot travel to another place: ${advice}`;
  }

  /** Goes down to the innermost part that cannot be copied, but not into an object of a class. */
  search(name: string, value: unknown): string {
    const seen = new Set<unknown>();
    let path = name;
    let part = value;
    try {
      for (let depth = 0; depth < MAX_DEPTH; depth++) {
        const fault = this.#faultOf(part, seen);
        if (fault === undefined) return notPlain(path, part);
        path += fault.step;
        if ('why' in fault) return `${short(path)} cannot travel to another place: ${fault.why}`;
        part = fault.part;
      }
      return `${short(path)} holds, far below, what cannot travel to another place.`;
    } catch (error) {
      return `${short(path)} cannot travel to another place: ${inWords(error)}`;
    }
  }

  /** The first part of `value` that cannot be copied. */
  #faultOf(value: unknown, seen: Set<unknown>): Fault | undefined {
    seen.add(value);
    for (const [step, read] of partsOf(value)) {
      let part: unknown;
      try {
        part = read();
      } catch (error) {
        return { step, why: `it threw when it was read: ${inWords(error)}` };
      }
      if (!seen.has(part) && !this.#canBeCopied(part)) return { step, part };
    }
    return undefined;
  }

  #canBeCopied(value: unknown): boolean {
    // Most parts of most values; the quick way out.
    if (typeof value === 'string' || typeof value === 'number') return true;
    try {
      this.#copy(value);
      return true;
    } catch {
      return false;
    }
  }
}

function notPlain(path: string, value: unknown): string {
  return (
    `${short(path)} is ${kindOf(value)}, which cannot travel to another place. ` +
    'Send plain data; for what holds a resource, send what is needed to open it there.'
  );
}

function short(path: string): string {
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH)}...`;
}

function* partsOf(value: unknown): Iterable<[step: string, read: () => unknown]> {
  if (value instanceof Map) {
    for (const [key, part] of value) {
      yield [` (a key of the map)`, () => key];
      yield [`.get(${describeValue(key)})`, () => part];
    }
  } else if (value instanceof Set) {
    for (const part of value) yield [` (a member of the set)`, () => part];
  } else if (Array.isArray(value) || isPlain(value)) {
    const parts = value as Record<string, unknown>;
    for (const key of Object.keys(parts)) yield [step(key), () => parts[key]];
  }
}

function step(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  return describeValue(value);
}
