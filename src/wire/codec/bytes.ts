// Values as bytes: the encoding is MessagePack, by msgpackr, of what pack.ts made ready.
//
// msgpackr is used for what it is quick at, and no further. Records are off, since it compiles code to
// read them; it closes no circles (see SAME in packed.ts); and nothing is registered with it, because
// its extensions are shared by a whole program. What it reads has been checked before (check-bytes.ts).

import { Packr } from 'msgpackr/pack';
import { CodecError } from '../../kernel/index.ts';
import { checkBytes, type CheckedLimits } from './check-bytes.ts';
import { inWords } from './in-words.ts';

const options = {
  structuredClone: true,
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  useToJSON: false,
};

interface Packing {
  pack(message: unknown): Uint8Array;
  unpack(bytes: Uint8Array): unknown;
}

let made: Packing | undefined;

/** Made when it is needed: as it is published, msgpackr is evaluated no sooner (scripts/merge.ts). */
function packr(): Packing {
  return (made ??= new Packr(options) as Packing);
}

/** Plain data as bytes; what else is in it must have been packed for `bytes`. */
export function toBytes(message: unknown): Uint8Array {
  return packr().pack(message);
}

/** Takes memory from who had it, as a link between threads does: it has gone, as bytes. */
export function detach(transfer: readonly ArrayBuffer[]): void {
  for (const memory of transfer) memory.transfer(0);
}

/**
 * The reverse of `toBytes`. The bytes may be anything.
 *
 * @throws CodecError if they are not well-formed, or beyond the limits.
 */
export function fromBytes(bytes: Uint8Array, limits: CheckedLimits): unknown {
  checkBytes(bytes, limits);
  try {
    // A view of its own: msgpackr leaves a property on what it reads.
    return packr().unpack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new CodecError(`the bytes cannot be decoded: ${inWords(cause)}`, { cause });
  }
}
