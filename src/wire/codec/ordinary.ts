// Can a value go as it is? Nearly all can, so this is the way that is fast: one walk that copies
// nothing and remembers little. In doubt it says no: then pack.ts walks with care.

import * as types from 'node:util/types';
import { commonKind } from './kinds.ts';
import { isMoving } from './move.ts';
import type { Form } from './packed.ts';

/** What is deeper than this is left to the careful walk, which sees circles. */
const MAX_DEPTH = 32;
/** From so many objects on it is remembered which were seen: parts that are shared in turn by shared parts are very many. */
const MANY = 2000;

/** Is nothing in `value` special, or forbidden, or deeper than `maxDepth`? May throw what a getter throws. */
export function isOrdinary(value: unknown, form: Form, maxDepth: number): boolean {
  if (typeof value !== 'object' || value === null) return isOrdinaryPrimitive(value, form);
  return new Survey(form, Math.min(maxDepth, MAX_DEPTH)).object(value, 0);
}

/** -0 and halves of characters are lost in bytes. */
function isOrdinaryPrimitive(value: unknown, form: Form): boolean {
  if (typeof value === 'number') return form === 'clone' || !Object.is(value, -0);
  if (typeof value === 'string') return form === 'clone' || value.isWellFormed();
  return typeof value !== 'function' && typeof value !== 'symbol';
}

class Survey {
  readonly #form: Form;
  readonly #maxDepth: number;
  #count = 0;
  #seen: Set<object> | null = null;
  /** Memory that a view or buffer of the value has; most have one at the most. */
  #memory: object | null = null;
  #memories: Set<object> | null = null;

  constructor(form: Form, maxDepth: number) {
    this.#form = form;
    this.#maxDepth = maxDepth;
  }

  #part(value: unknown, depth: number): boolean {
    if (typeof value === 'object' && value !== null) return this.object(value, depth);
    return isOrdinaryPrimitive(value, this.#form);
  }

  object(value: object, depth: number): boolean {
    if (depth >= this.#maxDepth) return false;
    if (++this.#count > MANY && this.#wasSeen(value)) return true;
    const kind = commonKind(value);
    if (kind === 'plain') return this.#isPlain(value, depth);
    if (kind === 'array') return this.#isFull(value as unknown[], depth);
    const clone = this.#form === 'clone';
    if (kind === 'set') return this.#all(value as Set<unknown>, depth);
    if (kind === 'map') return clone && this.#entries(value as Map<unknown, unknown>, depth);
    if (kind === 'view') return this.#ownsMemory(value as ArrayBufferView);
    if (kind === 'buffer') return this.#isAlone(value as ArrayBuffer);
    if (kind === 'date' || kind === 'regexp') return true;
    return clone && (kind === 'shared' || kind === 'module' || kind === 'boxed');
  }

  #wasSeen(value: object): boolean {
    this.#seen ??= new Set();
    if (this.#seen.has(value)) return true;
    this.#seen.add(value);
    return false;
  }

  /** Structured cloning refuses a proxy by itself. */
  #isProxy(value: object): boolean {
    return this.#form === 'bytes' && types.isProxy(value);
  }

  #isPlain(value: object, depth: number): boolean {
    if (this.#isProxy(value)) return false;
    const parts = value as Record<string, unknown>;
    for (const key in parts) {
      if (!this.#isKey(key) || !this.#part(parts[key], depth + 1)) return false;
    }
    return true;
  }

  #isKey(key: string): boolean {
    return this.#form === 'clone' || (key !== '__proto__' && key.isWellFormed());
  }

  #isFull(array: unknown[], depth: number): boolean {
    if (this.#isProxy(array)) return false;
    for (let index = 0; index < array.length; index++) {
      const part = array[index];
      if (part === undefined && !(index in array)) return false;
      if (!this.#part(part, depth + 1)) return false;
    }
    return true;
  }

  #all(values: Iterable<unknown>, depth: number): boolean {
    for (const value of values) if (!this.#part(value, depth + 1)) return false;
    return true;
  }

  #entries(map: Map<unknown, unknown>, depth: number): boolean {
    return this.#all(map.keys(), depth) && this.#all(map.values(), depth);
  }

  /** Of what a view does not show, nothing travels; and two that share memory travel apart. */
  #ownsMemory(view: ArrayBufferView): boolean {
    const { buffer } = view;
    if (types.isSharedArrayBuffer(buffer)) return this.#form === 'clone';
    if (view.byteLength !== buffer.byteLength || isMoving(view)) return false;
    return this.#isAlone(buffer as ArrayBuffer);
  }

  #isAlone(buffer: ArrayBuffer): boolean {
    if (buffer.resizable || buffer.detached || isMoving(buffer)) return false;
    if (this.#memory === null) {
      this.#memory = buffer;
      return true;
    }
    this.#memories ??= new Set([this.#memory]);
    if (this.#memories.has(buffer)) return false;
    this.#memories.add(buffer);
    return true;
  }
}
