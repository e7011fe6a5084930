// Links between places, and what is said over them: values that travel, packed, or as bytes.

export { detach, fromBytes, toBytes } from './codec/bytes.ts';
export type { CheckedLimits } from './codec/check-bytes.ts';
export { decode, encode, type Limits } from './codec/encode.ts';
export type { ErrorClasses } from './codec/error-classes.ts';
export { inWords } from './codec/in-words.ts';
export { move } from './codec/move.ts';
export { Origin } from './codec/origin.ts';
export { pack, packThrown, refusal } from './codec/pack.ts';
export type { PackOptions } from './codec/packing.ts';
export {
  type Extra,
  type Form,
  type Packed,
  type Reference,
  type References,
  referencesIn,
  resolveAhead,
} from './codec/packed.ts';
export { unpack, type UnpackOptions } from './codec/unpack.ts';
export { type Flat, flatten, unflatten } from './flat.ts';
export type { Link, LinkListener, Message, PeerLink } from './link.ts';
export { type MemoryLinks, memoryLinks } from './memory.ts';
export { Peer, type PeerOptions } from './peer/peer.ts';
export { FUNCTION, type Functions, preparations } from './peer/references.ts';
export { isShareable } from './peer/shareable.ts';
export {
  type ByteSink,
  type ByteSource,
  type Halves,
  type PipeLink,
  pipeLink,
  type PipeOptions,
} from './pipe.ts';
export { portLink, type PortLike } from './port.ts';
