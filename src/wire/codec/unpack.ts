// Unpacking: what belongs into the holes of a value is made again, and put there (packed.ts).
//
// Specials may hold each other in circles, so it goes in three steps: each is made, still empty; each is
// put where it belongs, also into what others are made of; and then they are filled.
//
// What is unpacked may come from bytes that anybody wrote. Nothing here is looked up by a name
// along a prototype, and what does not fit throws.

import { CodecError, RemoteError } from '../../kernel/index.ts';
import type { ErrorClasses } from './error-classes.ts';
import type { PackedError } from './error-pack.ts';
import { fillError, joinStack, makeError } from './error-unpack.ts';
import type { Origin } from './origin.ts';
import {
  BOXED,
  ERROR,
  type Extra,
  MAP,
  MINUS_ZERO,
  NODE_BUFFER,
  OBJECT,
  type Reference,
  REFERENCE,
  type References,
  SAME,
  SET,
  SPARSE,
  type Special,
  STRANGE,
  STRING,
  VIEW,
} from './packed.ts';

/** How to unpack: with the other side's references and classes, as it packed with them. */
export interface UnpackOptions {
  references?: References | undefined;
  classes?: ErrorClasses | undefined;
  /** Where it comes from: `thread "images-1"`. */
  where?: string | undefined;
  /** If the value is an error, its stack goes on with these callers. */
  origin?: Origin | undefined;
}

/**
 * The reverse of `pack`. Nothing but the special parts is walked over.
 *
 * @throws CodecError if `extra` is not what `pack` makes, or refers to what is not known here.
 */
export function unpack(value: unknown, extra: Extra | null, options: UnpackOptions): unknown {
  if (extra === null) return value;
  const [root, specials, slots] = extra;
  const made = makeAll(specials, options);
  for (let n = 0; n < slots.length; n += 3) fit(slots, n, made);
  for (const [index, special] of specials.entries()) fill(special, made[index]);
  if (root === -1) return value;
  const unpacked = made[root];
  const { origin, where } = options;
  if (origin !== undefined && unpacked instanceof Error)
    joinStack(unpacked, where ?? 'elsewhere', origin);
  return unpacked;
}

/** Puts a special into the hole that its holder has for it. */
function fit(slots: readonly unknown[], n: number, made: readonly unknown[]): void {
  const holder = slots[n] as Record<string, unknown>;
  const key = slots[n + 1] as string;
  const index = slots[n + 2] as number;
  if (!Object.hasOwn(holder, key) || !(index in made)) throw damaged('a slot');
  holder[key] = made[index];
}

/** If one of them cannot be made, nobody gets what the others behind it refer to. */
function makeAll(specials: readonly Special[], options: UnpackOptions): unknown[] {
  const made: unknown[] = [];
  try {
    for (const special of specials) made.push(make(special, options));
    return made;
  } catch (error) {
    for (const [kind, data] of specials.slice(made.length + 1))
      if (kind === REFERENCE) options.references?.letGo(data as Reference);
    throw error;
  }
}

function make([kind, data]: Special, options: UnpackOptions): unknown {
  if (kind === REFERENCE) return resolve(data as Reference, options);
  if (kind === ERROR) return makeError(data as PackedError, options.classes);
  if (kind === STRANGE) return strange(data, options);
  if (kind === MAP) return new Map();
  if (kind === SET) return new Set();
  if (kind === OBJECT) return {};
  if (kind === SPARSE) return [];
  if (kind === NODE_BUFFER) return nodeBuffer(data as Uint8Array);
  if (kind === MINUS_ZERO) return -0;
  if (kind === STRING) return textOf(data as Uint16Array);
  if (kind === VIEW) return viewOf(data as [string, Uint8Array]);
  if (kind === BOXED) return boxed(data);
  if (kind === SAME) return (data as [object])[0];
  throw damaged(`a special of the kind ${String(kind)}`);
}

function fill([kind, data]: Special, made: unknown): void {
  if (kind === ERROR) fillError(made as Error, data as PackedError);
  if (kind === MAP) fillMap(made as Map<unknown, unknown>, data as unknown[]);
  if (kind === SET) for (const member of data as unknown[]) (made as Set<unknown>).add(member);
  if (kind === OBJECT) fillObject(made as object, data as unknown[]);
  if (kind === SPARSE) fillSparse(made as unknown[], data as unknown[]);
}

function resolve(reference: Reference, { references }: UnpackOptions): unknown {
  if (references !== undefined) return references.resolve(reference);
  throw new CodecError(
    `it refers to a ${String(reference[0])}, which only a link between places can carry`,
  );
}

function strange(description: unknown, { where = 'it' }: UnpackOptions): RemoteError {
  return new RemoteError(`${where} threw ${String(description)}, which cannot travel`, '');
}

function nodeBuffer(bytes: Uint8Array): Buffer {
  if (!(bytes instanceof Uint8Array)) throw damaged('a Buffer');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Classes of views that the encoding does not know by itself, or that came from another realm. */
const views = new Map<string, new (memory: ArrayBuffer) => unknown>();
for (const name of [
  'Int8',
  'Uint8',
  'Uint8Clamped',
  'Int16',
  'Uint16',
  'Int32',
  'Uint32',
  'Float16',
  'Float32',
  'Float64',
  'BigInt64',
  'BigUint64',
])
  learnView(`${name}Array`);
learnView('DataView');

function learnView(name: string): void {
  const type = (globalThis as Record<string, unknown>)[name];
  // Not every Node has a Float16Array.
  if (type !== undefined) views.set(name, type as new (memory: ArrayBuffer) => unknown);
}

function viewOf([name, bytes]: [string, Uint8Array]): unknown {
  const type = views.get(name);
  if (type === undefined)
    throw new CodecError(`it holds a ${String(name)}, which this Node does not have`);
  return new type(bytes.slice().buffer);
}

function textOf(units: Uint16Array): string {
  let text = '';
  for (const unit of units) text += String.fromCharCode(unit);
  return text;
}

function boxed(inside: unknown): unknown {
  if (inside instanceof Float64Array) return Object(inside[0]);
  return Object(inside instanceof Uint16Array ? textOf(inside) : inside);
}

function fillMap(map: Map<unknown, unknown>, entries: readonly unknown[]): void {
  for (let n = 0; n < entries.length; n += 2) map.set(entries[n], entries[n + 1]);
}

function fillObject(object: object, entries: readonly unknown[]): void {
  const how = { enumerable: true, configurable: true, writable: true };
  for (let n = 0; n < entries.length; n += 2)
    Object.defineProperty(object, entries[n] as string, { ...how, value: entries[n + 1] });
}

function fillSparse(array: unknown[], [length, ...entries]: readonly unknown[]): void {
  for (let n = 0; n < entries.length; n += 2) array[entries[n] as number] = entries[n + 1];
  array.length = length as number;
}

function damaged(what: string): CodecError {
  return new CodecError(`the message is damaged: ${what} in it is wrong`);
}

/**
 * Refuses what is nested deeper than `maxDepth`. In a message specials stand beside each other that stand
 * in one another when they are unpacked, so only then it is known.
 */
export function checkDepth(value: unknown, maxDepth: number): void {
  const seen = new Set<unknown>();
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const part of level) {
      if (typeof part !== 'object' || part === null || seen.has(part)) continue;
      if (depth >= maxDepth) throw new CodecError(`it is nested deeper than maxDepth, ${maxDepth}`);
      seen.add(part);
      for (const inside of partsOf(part)) next.push(inside);
    }
    level = next;
  }
}

function* partsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) {
    yield* value.keys();
    yield* value.values();
  } else if (value instanceof Set) yield* value;
  else if (!ArrayBuffer.isView(value)) {
    yield* Object.values(value);
    if (value instanceof Error) yield* [value.cause, (value as AggregateError).errors];
  }
}
