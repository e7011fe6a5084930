// What a value is, as far as travelling goes. It is told by the prototype, which is quick; what comes
// from another realm (a `vm` context) has other prototypes, and is asked for its inner kind instead.

import * as types from 'node:util/types';

/** Of plain objects and arrays the parts travel; of all others something of their own. */
export type Kind =
  | 'plain'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'boxed'
  | 'buffer'
  | 'view'
  | 'node buffer'
  | 'shared'
  | 'module'
  | 'error'
  /** An object of a class that the codec does not know. */
  | 'other';

const typedArrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

/** Not every host has it. */
const { WebAssembly: wasm } = globalThis as { WebAssembly?: { Module: { prototype: object } } };

const byPrototype = new Map<object, Kind>([
  [Object.prototype, 'plain'],
  [Array.prototype, 'array'],
  [Map.prototype, 'map'],
  [Set.prototype, 'set'],
  [Date.prototype, 'date'],
  [RegExp.prototype, 'regexp'],
  [Number.prototype, 'boxed'],
  [String.prototype, 'boxed'],
  [Boolean.prototype, 'boxed'],
  [BigInt.prototype, 'boxed'],
  [ArrayBuffer.prototype, 'buffer'],
  [SharedArrayBuffer.prototype, 'shared'],
  [DataView.prototype, 'view'],
  [Buffer.prototype, 'node buffer'],
  ...typedArrays.map(({ prototype }): [object, Kind] => [prototype, 'view']),
]);
if (wasm !== undefined) byPrototype.set(wasm.Module.prototype, 'module');

/** The kind of what is common in this realm; undefined for all else. */
export function commonKind(value: object): Kind | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return 'plain';
  return byPrototype.get(prototype);
}

/** The kind of what is not common. A subclass is not what it extends: its class would be lost. */
export function rareKind(value: object): Kind {
  if (types.isNativeError(value) || value instanceof Error) return 'error';
  const prototype = Object.getPrototypeOf(value) as object;
  const name = ownName(prototype);
  if (name === 'Object') return Object.getPrototypeOf(prototype) === null ? 'plain' : 'other';
  if (name === 'Array') return Array.isArray(value) ? 'array' : 'other';
  if (name === 'Map') return types.isMap(value) ? 'map' : 'other';
  if (name === 'Set') return types.isSet(value) ? 'set' : 'other';
  if (name === 'Date') return types.isDate(value) ? 'date' : 'other';
  if (name === 'RegExp') return types.isRegExp(value) ? 'regexp' : 'other';
  if (name === 'ArrayBuffer') return types.isArrayBuffer(value) ? 'buffer' : 'other';
  if (name === 'SharedArrayBuffer') return types.isSharedArrayBuffer(value) ? 'shared' : 'other';
  const isView = ArrayBuffer.isView(value) && name === viewName(value);
  return isView ? 'view' : 'other';
}

function ownName(prototype: object): string | undefined {
  const type = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  return typeof type === 'function' ? nativeName(type) : undefined;
}

/** The name of a class of the language, of whatever realm; a user's class of that name has none. */
export function nativeName(type: Function): string | undefined {
  const source = Function.prototype.toString.call(type);
  return source === `function ${type.name}() { [native code] }` ? type.name : undefined;
}

/** `Float32Array`, `DataView`: what a view is, by its inner kind. */
export function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice(8, -1);
}
