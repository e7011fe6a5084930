// Where in a value stands what cannot be copied to another place: `args[0].conn is a Socket`.

import { CodecError, describeValue } from '../kernel/index.ts';

/** Says which part of `value` cannot travel. `name` is what the whole is called: `args`, `result`. */
export function uncloneable(name: string, value: unknown, cause: unknown): CodecError {
  const { path, culprit } = search(name, value, new Set());
  return new CodecError(
    `${path} is ${kindOf(culprit)}, which cannot travel to another place. ` +
      'Send plain data; for what holds a resource, send what is needed to open it there.',
    { cause },
  );
}

interface Found {
  path: string;
  culprit: unknown;
}

/** Goes down to the innermost part that cannot be copied, but not into an object of a class. */
function search(path: string, value: unknown, seen: Set<unknown>): Found {
  seen.add(value);
  for (const [step, part] of partsOf(value)) {
    if (!seen.has(part) && !canBeCopied(part)) return search(path + step, part, seen);
  }
  return { path, culprit: value };
}

function canBeCopied(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function* partsOf(value: unknown): Iterable<[step: string, part: unknown]> {
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) yield [`[${index}]`, part];
  } else if (value instanceof Map) {
    for (const [key, part] of value) {
      yield [` (a key of the map)`, key];
      yield [`.get(${describeValue(key)})`, part];
    }
  } else if (value instanceof Set) {
    for (const part of value) yield [` (a member of the set)`, part];
  } else if (isPlain(value)) {
    for (const [key, part] of Object.entries(value)) yield [step(key), part];
  }
}

function step(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  return describeValue(value);
}
