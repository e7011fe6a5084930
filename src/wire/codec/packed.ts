// What goes on a link in place of a value, and what both sides agree on.
//
// Most values go as they are: then `extra` is null and nothing needs to be unpacked. If anything in a
// value is special, the value is a copy with holes in it, and `extra` says what belongs into them:
//
//   value   { conn: undefined, list: [1, undefined] }          the holes keep the order of the keys
//   extra   [ root, specials: [[kind, data], ...], slots: [holder, key, special, ...] ]
//
// A slot refers to its holder by identity: the link copies `value` and `extra` in one message, and both
// ways of copying keep who is who. So unpacking walks over nothing but the slots, and no mark stands
// among the user's data that could be mistaken for the user's data.

/**
 * Which copying the link does: a `clone` is the host's structured clone, between threads; `bytes` are
 * encoded. Some things need no care in one of them.
 */
export type Form = 'clone' | 'bytes';

/** A value that is ready to be posted. */
export interface Packed {
  /** The very value, where nothing in it is special. */
  readonly value: unknown;
  /** Plain data for `unpack`; it travels in the same message as `value`. Null: nothing to unpack. */
  readonly extra: Extra | null;
  /** Memory that is to move. Never any for bytes. */
  readonly transfer: readonly ArrayBuffer[];
}

/** The special that the whole value is, or -1; the specials; who holds which one: holder, key, index. */
export type Extra = readonly [
  root: number,
  specials: readonly Special[],
  slots: readonly unknown[],
];

/** Something that no copying keeps: its kind, and what it is made of. */
export type Special = readonly [kind: number, data: unknown];

export const REFERENCE = 0;
export const ERROR = 1;
/** Entries, one after the other. */
export const MAP = 2;
export const SET = 3;
/** A plain object, as keys and values one after the other: some keys do not survive as keys. */
export const OBJECT = 4;
/** An array with holes: its length, then indexes and values. */
export const SPARSE = 5;
/** A Node Buffer, as a Uint8Array. */
export const NODE_BUFFER = 6;
/** -0. */
export const MINUS_ZERO = 7;
/** A string with halves of characters, as numbers. */
export const STRING = 8;
/** A typed array by its name, with its bytes. */
export const VIEW = 9;
/** `new Number(1)` and its like. */
export const BOXED = 10;
/** Something thrown that cannot travel, as its description. */
export const STRANGE = 11;
/** An object that stands around the hole. Only in bytes: the encoding keeps who is who, but closes no circles. */
export const SAME = 12;

/** Stands for an object that stays where it is: what sort of thing, then plain data to find it by. */
export type Reference = readonly [kind: string, ...data: unknown[]];

/** Makes references of objects, and objects of references. Whoever owns the link has these. */
export interface References {
  /** The reference to `value`, a function or an object of a class; undefined if it has none. */
  refer(value: object): Reference | undefined;
  /** What the reference, of the other side, stands for here. */
  resolve(reference: Reference): unknown;
  /** One that `refer` gave does not travel after all. */
  takeBack(reference: Reference): void;
  /** One of the other side has arrived, and nobody resolves it. */
  letGo(reference: Reference): void;
}

/** The references in what was packed: to be prepared for, before it is unpacked. */
export function referencesIn(extra: Extra | null): Reference[] {
  if (extra === null) return [];
  return extra[1].filter(([kind]) => kind === REFERENCE).map(([, data]) => data as Reference);
}

/** Puts what `resolve` makes of them in place of the references in what has arrived. */
export function resolveAhead(extra: Extra, resolve: (reference: Reference) => Reference): void {
  for (const special of extra[1] as [kind: number, data: unknown][])
    if (special[0] === REFERENCE) special[1] = resolve(special[1] as Reference);
}
