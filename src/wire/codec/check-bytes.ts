// Reads bytes that may be anything, before they are decoded: are they one well-formed value of the kinds
// that `encode` writes, within the limits? It is a loop that makes nothing. So rubbish costs
// no more than a look at it, and the decoder never meets it.
//
//   0x00..0x7f  0xe0..0xff  small numbers      0x80..0x8f  0xde 0xdf  objects
//   0x90..0x9f  0xdc 0xdd   arrays             0xa0..0xbf  0xd9..0xdb strings
//   0xc0 nil   0xc2 0xc3 booleans   0xca..0xd3 numbers   0xc7..0xc9 0xd4..0xd8 extensions

import { CodecError } from '../../kernel/index.ts';

/** How much may be decoded. */
export interface CheckedLimits {
  maxDepth: number;
  maxBytes: number;
  maxItems: number;
}

// Extensions that stand for a value by themselves.
const UNDEFINED = 0x00;
const BIGINT = 0x42;
const TYPED_ARRAY = 0x74;
const DATE = 0xff;
// Those that stand before the value that they are about.
const SET = 0x73;
const REGEXP = 0x78;
/** Gives the next value a number, under which POINTER refers to it. */
const NUMBERED = 0x69;
const POINTER = 0x70;

/** Bytes of one element, by the code of the typed array. An ArrayBuffer is 16, a DataView 17. */
const elementSizes = new Map([
  [0, 1],
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 4],
  [6, 4],
  [7, 4],
  [8, 8],
  [9, 8],
  [10, 8],
  [16, 1],
  [17, 1],
]);
const PROTO = '__proto__';
/** A bigger one takes very long to read. */
const MAX_BIGINT_BYTES = 65_536;

/** @throws CodecError if `bytes` are not one well-formed value within the limits. */
export function checkBytes(bytes: Uint8Array, limits: CheckedLimits): void {
  if (bytes.length > limits.maxBytes)
    throw new CodecError(`${bytes.length} bytes are more than maxBytes, ${limits.maxBytes}`);
  new Check(bytes, limits).run();
}

/** What may come next: anything; the key of an object; a string; the array of a set, or of a RegExp; an object. */
const ANY = 0;
const KEY = 1;
const TEXT = 2;
const MEMBERS = 3;
const PATTERN = 4;
const OBJECT = 5;

/** A value of which parts are to come. */
interface Open {
  left: number;
  /** What the parts are; in an object keys and values take turns. */
  readonly parts: number;
  /** The number under which it can be referred to when it is through, or -1. */
  readonly number: number;
  /** Does it count as a level, or is it a mark before a value? */
  readonly level: 0 | 1;
}

class Check {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #limits: CheckedLimits;
  #at = 0;
  #items = 0;
  #depth = 0;
  readonly #open: Open[] = [];
  /** The numbers of the values that are through. */
  readonly #numbers = new Set<number>();

  constructor(bytes: Uint8Array, limits: CheckedLimits) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
  }

  run(): void {
    this.#value(ANY);
    for (;;) {
      const open = this.#open.at(-1);
      if (open === undefined) break;
      if (open.left === 0) this.#end(open);
      else {
        const { left, parts } = open;
        open.left = left - 1;
        this.#value(parts === KEY && left % 2 === 1 ? ANY : parts);
      }
    }
    if (this.#at !== this.#bytes.length) this.#fail('there is more than one value');
  }

  #begin(left: number, parts: number, number = -1, level: 0 | 1 = 1): void {
    const { maxDepth } = this.#limits;
    this.#depth += level;
    if (this.#depth > maxDepth)
      throw new CodecError(`it is nested deeper than maxDepth, ${maxDepth}`);
    // Each part has one byte at least: a count that cannot be true is refused before anything is made.
    if (left > this.#bytes.length - this.#at) this.#fail('it ends too early');
    this.#open.push({ left, parts, number, level });
  }

  #end({ number, level }: Open): void {
    this.#open.pop();
    this.#depth -= level;
    if (number !== -1) this.#numbers.add(number);
  }

  #value(expected: number): void {
    if (++this.#items > this.#limits.maxItems)
      throw new CodecError(`it has more parts than maxItems, ${this.#limits.maxItems}`);
    const token = this.#unsigned(1);
    if (isText(token)) this.#text(token, expected);
    else if (expected === KEY || expected === TEXT) this.#fail('a string is missing');
    else if (isArray(token)) this.#array(token, expected);
    else if (expected === MEMBERS || expected === PATTERN) this.#fail('an array is missing');
    else if (isMap(token)) this.#begin(2 * this.#count(token, 0x80, 0xde), KEY);
    else if (token >= 0xc7 && token <= 0xc9)
      this.#extension(this.#unsigned(2 ** (token - 0xc7)), expected);
    else if (token >= 0xd4 && token <= 0xd8) this.#extension(2 ** (token - 0xd4), expected);
    else if (expected === OBJECT) this.#fail('an object is missing');
    else this.#small(token);
  }

  #text(token: number, expected: number): void {
    if (expected > TEXT)
      this.#fail(expected === OBJECT ? 'an object is missing' : 'an array is missing');
    const length = token < 0xc0 ? token - 0xa0 : this.#unsigned(2 ** (token - 0xd9));
    const start = this.#at;
    this.#skip(length);
    // As a key this would be the object's prototype.
    if (expected === KEY && length === PROTO.length && this.#isProto(start))
      this.#fail('an object has a key __proto__');
  }

  #isProto(start: number): boolean {
    for (let n = 0; n < PROTO.length; n++)
      if (this.#bytes[start + n] !== PROTO.charCodeAt(n)) return false;
    return true;
  }

  #array(token: number, expected: number): void {
    const length = this.#count(token, 0x90, 0xdc);
    if (expected === PATTERN) {
      if (length !== 2) this.#fail('a RegExp has a source and flags');
      this.#begin(2, TEXT, -1, 0);
    } else this.#begin(length, ANY, -1, expected === MEMBERS ? 0 : 1);
  }

  #extension(length: number, expected: number): void {
    const type = this.#unsigned(1);
    const start = this.#at;
    this.#skip(length);
    if (type === NUMBERED && length === 4 && expected !== OBJECT)
      this.#begin(1, OBJECT, this.#view.getUint32(start), 0);
    else if (type === SET && length === 1) this.#begin(1, MEMBERS);
    else if (type === REGEXP && length === 1) this.#begin(1, PATTERN, -1, 0);
    else if (!this.#isWhole(type, start, length, expected))
      this.#fail(`an extension of the type ${type} is wrong here`);
  }

  /** Is it a value by itself, of a length that it can have? */
  #isWhole(type: number, start: number, length: number, expected: number): boolean {
    if (type === TYPED_ARRAY) {
      const size = length > 0 ? elementSizes.get(this.#bytes[start]!) : undefined;
      return size !== undefined && (length - 1) % size === 0;
    }
    if (type === DATE) return length === 1 || length === 4 || length === 8 || length === 12;
    if (expected === OBJECT) return false;
    if (type === POINTER) return length === 4 && this.#numbers.has(this.#view.getUint32(start));
    if (type === BIGINT) return length > 0 && length <= MAX_BIGINT_BYTES;
    return type === UNDEFINED && length === 1;
  }

  #small(token: number): void {
    if (token < 0x80 || token >= 0xe0 || token === 0xc0 || token === 0xc2 || token === 0xc3) return;
    if (token === 0xca) this.#skip(4);
    else if (token === 0xcb) this.#skip(8);
    else if (token >= 0xcc && token <= 0xcf) this.#skip(2 ** (token - 0xcc));
    else if (token >= 0xd0 && token <= 0xd3) this.#skip(2 ** (token - 0xd0));
    else this.#fail(`no value begins with the byte 0x${token.toString(16)}`);
  }

  /** How many: in the token itself, from `short` on, or in the 2 or 4 bytes after `long` or the next one. */
  #count(token: number, short: number, long: number): number {
    return token < 0xc0 ? token - short : this.#unsigned(2 * (token - long + 1));
  }

  #unsigned(bytes: number): number {
    const at = this.#at;
    this.#skip(bytes);
    if (bytes === 1) return this.#bytes[at]!;
    return bytes === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #skip(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#bytes.length) this.#fail('it ends too early');
  }

  #fail(why: string): never {
    throw new CodecError(
      `the bytes are damaged, at ${Math.min(this.#at, this.#bytes.length)} of ${this.#bytes.length}: ${why}`,
    );
  }
}

function isText(token: number): boolean {
  return (token >= 0xa0 && token < 0xc0) || (token >= 0xd9 && token <= 0xdb);
}

function isArray(token: number): boolean {
  return (token >= 0x90 && token < 0xa0) || token === 0xdc || token === 0xdd;
}

function isMap(token: number): boolean {
  return (token >= 0x80 && token < 0x90) || token === 0xde || token === 0xdf;
}
