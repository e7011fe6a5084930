// The public way from values to bytes and back, for what is stored or sent by other means than a link.
//
//   byte 0      which format the rest has: 1 the value, 2 the value and what belongs into its holes
//   the rest    MessagePack

import { checkCount, checkNames, CodecError, wrongType } from '../../kernel/index.ts';
import { detach, fromBytes, toBytes } from './bytes.ts';
import type { CheckedLimits } from './check-bytes.ts';
import { inWords } from './in-words.ts';
import { pack } from './pack.ts';
import type { Extra } from './packed.ts';
import { checkDepth, unpack } from './unpack.ts';

const PLAIN = 1;
const WITH_EXTRA = 2;
/** So many levels stand around a value in what belongs into the holes. */
const LEVELS_AROUND = 8;

/** How much may be encoded or decoded. What is beyond a limit gives a CodecError. */
export interface Limits {
  /** How deep values may be nested. Default: 100. */
  maxDepth?: number;
  /** How long the bytes may be. Default: 67108864, which is 64 MiB. */
  maxBytes?: number;
  /** How many values there may be in all, counting keys. Default: 1000000. */
  maxItems?: number;
}

const defaults: CheckedLimits = { maxDepth: 100, maxBytes: 2 ** 26, maxItems: 1_000_000 };

function checkLimits(of: string, limits: Limits): CheckedLimits {
  checkNames(of, limits, Object.keys(defaults));
  const { maxDepth, maxBytes, maxItems } = { ...defaults, ...limits };
  return {
    maxDepth: checkCount('maxDepth', maxDepth, 0, true),
    maxBytes: checkCount('maxBytes', maxBytes, 0, true),
    maxItems: checkCount('maxItems', maxItems, 0, true),
  };
}

/**
 * Makes bytes of a value: plain data, Map, Set, Date, RegExp, bigint, typed arrays and buffers, errors
 * whole; also where parts are shared or stand in a circle. Acts at once; about 1 us for a small object.
 *
 * What belongs to a place, as a channel, a task or a portable function, cannot leave it in bytes.
 *
 * @throws CodecError for what cannot travel, naming the path, and for what is beyond a limit.
 * @example
 * import { decode, encode } from 'offshoot/wire';
 *
 * const bytes = encode({ name: 'Ada', tags: new Set(['a', 'b']) });
 * decode(bytes) // => { name: 'Ada', tags: new Set(['a', 'b']) }
 */
export function encode(value: unknown, options: Limits = {}): Uint8Array {
  const limits = checkLimits('encode', options);
  const { maxDepth, maxBytes } = limits;
  const packed = pack(value, 'value', { form: 'bytes', maxDepth });
  const { extra, transfer } = packed;
  const message = extra === null ? packed.value : [packed.value, extra];
  const body = toBytes(message);
  if (body.length + 1 > maxBytes)
    throw new CodecError(`${body.length + 1} bytes are more than maxBytes, ${maxBytes}`);
  detach(transfer);
  const bytes = new Uint8Array(body.length + 1);
  bytes[0] = extra === null ? PLAIN : WITH_EXTRA;
  bytes.set(body, 1);
  return bytes;
}

/**
 * Makes the value again that `encode` made bytes of. The bytes may come from anybody: what is not
 * well-formed is refused before anything is made of it, no class and no code is looked up by a name in
 * them, and an error of a class that is not of the language or this package becomes a RemoteError.
 * Acts at once.
 *
 * @throws CodecError for what `encode` does not write, and for what is beyond a limit; TypeError if
 * `bytes` is no Uint8Array.
 * @example
 * import { decode, encode } from 'offshoot/wire';
 *
 * decode(encode([1n, new Date(0)])) // => [1n, new Date(0)]
 */
export function decode(bytes: Uint8Array, limits: Limits = {}): unknown {
  if (!(bytes instanceof Uint8Array)) throw wrongType('bytes', 'a Uint8Array', bytes);
  const checked = checkLimits('decode', limits);
  if (bytes.length > checked.maxBytes)
    throw new CodecError(`${bytes.length} bytes are more than maxBytes, ${checked.maxBytes}`);
  const body = bytes.subarray(1);
  if (bytes[0] === PLAIN) return fromBytes(body, checked);
  if (bytes[0] === WITH_EXTRA) return decodeWithExtra(body, checked);
  throw new CodecError('the bytes are damaged, at 0: they are not what encode makes');
}

function decodeWithExtra(body: Uint8Array, limits: CheckedLimits): unknown {
  const { maxDepth } = limits;
  const message = fromBytes(body, { ...limits, maxDepth: maxDepth + LEVELS_AROUND });
  try {
    const [value, extra] = message as [unknown, Extra];
    const unpacked = unpack(value, extra, {});
    checkDepth(unpacked, maxDepth);
    return unpacked;
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError(`the bytes are damaged: ${inWords(cause)}`, { cause });
  }
}
