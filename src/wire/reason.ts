// What a link was closed with, on its way to the other end: the class, where both ends are sure to
// have it, else a RemoteError with the name and the code.

import {
  ClosedError,
  CodecError,
  describeValue,
  LinkLostError,
  RemoteError,
  WorkerLostError,
} from '../kernel/index.ts';

type Packed =
  | { is: 'error'; name: string; code: unknown; message: string; stack: string }
  | { is: 'value'; value: unknown };

const ours = { ClosedError, CodecError, LinkLostError, WorkerLostError };
const known: Record<string, new (message: string) => Error> = {
  ...ours,
  Error,
  TypeError,
  RangeError,
  SyntaxError,
};

/** Empty for none. */
export function packReason(reason: unknown): string {
  return reason === undefined ? '' : JSON.stringify(packed(reason));
}

function packed(reason: unknown): Packed {
  try {
    if (reason instanceof Error) {
      const { name, message, stack = '' } = reason;
      const { code } = reason as { code?: unknown };
      return { is: 'error', name, message, stack, code: typeof code === 'string' ? code : null };
    }
    if (typeof reason !== 'object' && typeof reason !== 'bigint')
      return { is: 'value', value: reason };
  } catch {
    // A getter.
  }
  return { is: 'value', value: describeValue(reason) };
}

export function unpackReason(text: string): unknown {
  if (text === '') return undefined;
  const reason = JSON.parse(text) as Packed;
  if (reason.is === 'value') return reason.value;
  const { name, message, stack, code } = reason;
  const Known = Object.hasOwn(known, name) ? known[name] : undefined;
  if (Known !== undefined) return Object.assign(new Known(message), { stack });
  const strange = new RemoteError(message, stack);
  Object.defineProperty(strange, 'name', { value: name, configurable: true, writable: true });
  return code === null ? strange : Object.assign(strange, { code });
}
