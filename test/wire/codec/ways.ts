// The two ways of copying, as a link does it: a thread's port, and bytes.
import { types } from 'node:util';
import {
  detach,
  type ErrorClasses,
  type Form,
  fromBytes,
  pack,
  type References,
  toBytes,
  unpack,
} from 'offshoot/wire';

export interface Both {
  references?: References;
  classes?: ErrorClasses;
}

export const forms: readonly Form[] = ['clone', 'bytes'];

const unlimited = { maxDepth: 10_000, maxBytes: Infinity, maxItems: Infinity };

function overBytes(message: unknown, transfer: readonly ArrayBuffer[]): unknown {
  const bytes = toBytes(message);
  detach(transfer);
  return fromBytes(bytes, unlimited);
}

/** What arrives when `value` travels. */
export function travelled<T>(value: T, form: Form, both: Both = {}): T {
  const { value: packed, extra, transfer } = pack(value, 'value', { form, ...both });
  const message = [packed, extra];
  const [arrived, with_] = (
    form === 'clone'
      ? structuredClone(message, { transfer: [...transfer] })
      : overBytes(message, transfer)
  ) as [unknown, typeof extra];
  return unpack(arrived, with_, { where: 'there', ...both }) as T;
}

/** Says where two graphs differ in who is who; undefined if they do not. */
export function difference(one: unknown, other: unknown): string | undefined {
  const partner = new Map<unknown, unknown>();
  const taken = new Set<unknown>();
  const visit = (a: unknown, b: unknown, path: string): string | undefined => {
    if (typeof a !== 'object' || a === null) return Object.is(a, b) ? undefined : path;
    if (partner.has(a)) return partner.get(a) === b ? undefined : path;
    if (typeof b !== 'object' || b === null || taken.has(b)) return path;
    partner.set(a, b);
    taken.add(b);
    const [as, bs] = [partsOf(a), partsOf(b)];
    if (as.length !== bs.length) return `${path}: ${as.length} parts and ${bs.length}`;
    for (const [index, [key, part]] of as.entries()) {
      const [otherKey, otherPart] = bs[index]!;
      if (key !== otherKey) return `${path}: key ${key} and ${otherKey}`;
      const fault = visit(part, otherPart, `${path}.${key}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return visit(one, other, 'value');
}

function partsOf(value: object): [string, unknown][] {
  if (types.isMap(value)) return [...value].flat().map((part, n) => [`${n}`, part]);
  if (types.isSet(value)) return [...value].map((part, n) => [`${n}`, part]);
  if (value instanceof Error) {
    const fields = Object.entries(value).filter(([name]) => name !== 'cause');
    return [...fields, ['cause', value.cause]];
  }
  return ArrayBuffer.isView(value) ? [] : Object.entries(value);
}
