// What goes to a sink in another place, in order: values, errors that are thrown into it, and its close.
//
// A value is put into bytes when it is sent, so that what is done to it afterwards is not sent with it.
// Then it can go over any link; what belongs to a place (a channel, a task) cannot go with it.

import { CodecError, type Coroutine } from '../../kernel/index.ts';
import type { Sink } from '../../flow/index.ts';
import {
  type CheckedLimits,
  detach,
  type ErrorClasses,
  type Extra,
  fromBytes,
  type Origin,
  pack,
  type Packed,
  packThrown,
  toBytes,
  unpack,
} from '../../wire/index.ts';

export const VALUE = 0;
const THROWN = 1;
export const CLOSE = 2;

/** What it is, and its bytes; a CLOSE has none. */
export interface Item {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

export const close: Item = { kind: CLOSE, bytes: new Uint8Array(0) };

/** What one message may hold. */
export const limits: CheckedLimits = { maxDepth: 200, maxBytes: 2 ** 27, maxItems: 1_000_000 };
/** An item may be this long. */
const MOST_BYTES = 2 ** 26;

/** Throws CodecError for what cannot travel. */
export function itemOf(value: unknown, classes: ErrorClasses | undefined): Item {
  return { kind: VALUE, bytes: written(pack(value, 'value', { form: 'bytes', classes })) };
}

export function thrownItem(error: unknown, classes: ErrorClasses | undefined): Item {
  return { kind: THROWN, bytes: bytesOfError(error, classes) };
}

export function bytesOfError(error: unknown, classes: ErrorClasses | undefined): Uint8Array {
  return written(packThrown(error, { form: 'bytes', classes }));
}

function written({ value, extra, transfer }: Packed): Uint8Array {
  const bytes = toBytes(extra === null ? [value] : [value, extra]);
  if (bytes.length > MOST_BYTES)
    throw new CodecError(
      `a value of ${bytes.length} bytes is too large for a stage: ${MOST_BYTES} are the limit`,
    );
  detach(transfer);
  // Bytes of its own: a view of something larger would take all of that along, and a Buffer is special.
  return new Uint8Array(bytes);
}

/** How what comes from elsewhere is made again. */
export interface Reading {
  readonly classes?: ErrorClasses | undefined;
  /** Where it comes from. */
  readonly where?: string;
  readonly origin?: Origin;
}

export function read(bytes: Uint8Array, reading: Reading): unknown {
  const [value, extra = null] = fromBytes(bytes, limits) as [unknown, (Extra | null)?];
  return unpack(value, extra, reading);
}

/** Hands an item to its target, when that is ready. Throws what the target throws. */
export function* hand(
  { kind, bytes }: Item,
  target: Sink<never>,
  classes: ErrorClasses | undefined,
): Coroutine<void> {
  if (kind === CLOSE) target.close();
  else if (kind === THROWN) target.throw(read(bytes, { classes }));
  else {
    yield* target.ready();
    target.send(read(bytes, { classes }) as never);
  }
}
