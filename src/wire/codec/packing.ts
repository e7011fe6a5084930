// The careful walk over a value, for what cannot go as it is (ordinary.ts): it is copied, with holes
// where something special stands (packed.ts).
//
// The value may be anything: its getters and traps may throw, and it may be a circle or nested without
// end. The walk goes no deeper than `maxDepth`, far less than either way of copying bears; and it knows
// at each moment where it stands, for the message.

import * as types from 'node:util/types';
import { type CodecError, describeValue } from '../../kernel/index.ts';
import { type ErrorClasses } from './error-classes.ts';
import { packInstance } from './error-pack.ts';
import { cannotTravel, notPlain, pathOf, type Step, tooDeep, what, whenRead } from './fault.ts';
import { commonKind, type Kind, rareKind, viewName } from './kinds.ts';
import { Memories, partOf, viewOn } from './memories.ts';
import {
  BOXED,
  type Form,
  MAP,
  MINUS_ZERO,
  NODE_BUFFER,
  OBJECT,
  type Packed,
  type Reference,
  REFERENCE,
  type References,
  SAME,
  SET,
  SPARSE,
  type Special,
  STRING,
  VIEW,
} from './packed.ts';

/** How deep values may be nested that travel. The host's stack ends somewhere above 2500. */
export const MAX_DEPTH = 1000;

/** How to pack. */
export interface PackOptions {
  /** How the link copies. */
  form: Form;
  /** Without them, nothing is referred to. */
  references?: References | undefined;
  classes?: ErrorClasses | undefined;
  /** Default: 1000. */
  maxDepth?: number | undefined;
}

/** Stands in a copy for something special, until it is put into its holder. */
class Hole {
  readonly special: number;
  constructor(special: number) {
    this.special = special;
  }
}

type Holder = Record<string | number, unknown>;

/** One value under way into its copy. */
export class Packing {
  readonly #name: string;
  readonly #form: Form;
  readonly #references: References | undefined;
  readonly classes: ErrorClasses | undefined;
  readonly #maxDepth: number;
  /** What became of each object; those made last are taken back if they prove impossible. */
  readonly #copies = new Map<object, unknown>();
  readonly #order: object[] = [];
  /** Whose parts are being copied, if the link copies to bytes: what refers to it closes a circle. */
  readonly #open = new Set<object>();
  readonly #specials: Special[] = [];
  readonly #slots: unknown[] = [];
  readonly #memories = new Memories();
  readonly #steps: Step[] = [];
  /** The copy differs from the value, even without anything special. */
  #differs = false;
  #fault: CodecError | null = null;
  /** How many errors it holds, and how many of them stand around each other at this moment. */
  errors = 0;
  errorDepth = 0;

  constructor(name: string, { form, references, classes, maxDepth = MAX_DEPTH }: PackOptions) {
    this.#name = name;
    this.#form = form;
    this.#references = references;
    this.classes = classes;
    this.#maxDepth = maxDepth;
  }

  /** Goes through with it, and leaves it at that. Throws as `pack` does. */
  check(value: unknown): void {
    this.#copy(value);
  }

  pack(value: unknown): Packed {
    const copy = this.#copy(value);
    const root = copy instanceof Hole ? copy.special : -1;
    const transfer = this.#memories.move();
    if (this.#specials.length === 0)
      return {
        value: this.#differs || this.#memories.copied ? copy : value,
        extra: null,
        transfer,
      };
    const extra = [root, this.#specials, this.#slots] as const;
    return { value: root === -1 ? copy : undefined, extra, transfer };
  }

  /** What has been referred to does not travel, from the special `first` on. */
  takeBack(first = 0): void {
    for (const [kind, data] of this.#specials.slice(first))
      if (kind === REFERENCE) this.#references!.takeBack(data as Reference);
  }

  /** The error for what came out of the walk: ours as it is, otherwise what the value's own code threw. */
  explain(thrown: unknown): CodecError {
    return this.#fault !== null && thrown === this.#fault
      ? this.#fault
      : whenRead(this.#path(), thrown);
  }

  #path(): string {
    return pathOf(this.#name, this.#steps);
  }

  #fail(error: CodecError): never {
    this.#fault = error;
    throw error;
  }

  // ---- parts

  /** Copies `value` into its place in `holder`, or makes a hole there. */
  put(holder: object, key: string | number, value: unknown, step: Step = key): void {
    this.#steps.push(step);
    const copy = this.#copy(value);
    this.#place(holder as Holder, key, copy);
    this.#steps.pop();
  }

  /** The same for what may have to be left out: then its description stands there. */
  putOrDescribe(holder: object, key: string | number, value: unknown): void {
    const { length: depth } = this.#steps;
    const copies = this.#order.length;
    const specials = this.#specials.length;
    const slots = this.#slots.length;
    const { moving } = this.#memories;
    const { errors, errorDepth } = this;
    try {
      this.put(holder, key, value);
    } catch {
      this.takeBack(specials);
      for (const one of this.#order.splice(copies)) {
        this.#copies.delete(one);
        this.#open.delete(one);
      }
      this.#steps.length = depth;
      this.#specials.length = specials;
      this.#slots.length = slots;
      this.#memories.moving = moving;
      this.errors = errors;
      this.errorDepth = errorDepth;
      this.#place(holder as Holder, key, describeValue(value));
    }
  }

  #place(holder: Holder, key: string | number, copy: unknown): void {
    if (copy instanceof Hole) {
      holder[key] = undefined;
      this.#slots.push(holder, key, copy.special);
    } else holder[key] = copy;
  }

  #copy(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.#copyObject(value);
    if (typeof value === 'function') return this.#refer(value);
    if (typeof value === 'symbol') return this.#refuse(value);
    if (this.#form === 'bytes') {
      if (Object.is(value, -0)) return this.#special(MINUS_ZERO, null);
      if (typeof value === 'string' && !value.isWellFormed())
        return this.#special(STRING, unitsOf(value));
    }
    return value;
  }

  #copyObject(value: object): unknown {
    const before = this.#copies.get(value);
    if (before !== undefined) return this.#open.has(value) ? this.#special(SAME, [before]) : before;
    if (this.#steps.length >= this.#maxDepth)
      return this.#fail(tooDeep(pathOf(this.#name, this.#steps.slice(0, 1))));
    const common = commonKind(value);
    if (common === undefined) this.#differs = true;
    return this.#copyKind(common ?? rareKind(value), value);
  }

  #copyKind(kind: Kind, value: object): unknown {
    if (kind === 'plain') return this.#plain(value);
    if (kind === 'array') return this.#array(value as unknown[]);
    if (kind === 'map') return this.#map(value as Map<unknown, unknown>);
    if (kind === 'set') return this.#set(value as Set<unknown>);
    if (kind === 'error') return packInstance(this, value as Error);
    if (kind === 'buffer') return this.#remember(value, this.#memory(value as ArrayBuffer));
    if (kind === 'view') return this.#view(value as ArrayBufferView);
    if (kind === 'node buffer') return this.#nodeBuffer(value as Buffer);
    if (kind === 'shared' || kind === 'module') return this.#onlyToThreads(value);
    if (kind === 'other') return this.#refer(value);
    return this.#remember(value, this.#leaf(kind, value));
  }

  #leaf(kind: Kind, value: object): unknown {
    if (kind === 'date') return new Date(Number(value));
    if (kind === 'regexp') return new RegExp(value as RegExp);
    if (this.#form === 'clone') return value;
    return this.#special(BOXED, inTheBox(value.valueOf()));
  }

  #remember<T>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    this.#order.push(value);
    return copy;
  }

  #special(kind: number, data: unknown): Hole {
    return new Hole(this.#specials.push([kind, data]) - 1);
  }

  /** Something special that is an object: wherever it stands, it is one and the same. */
  specialOf(value: object, kind: number, data: unknown): unknown {
    return this.#remember(value, this.#special(kind, data));
  }

  // ---- what holds others

  #plain(value: object): unknown {
    this.#refuseProxy(value);
    const keys = Object.keys(value);
    const parts = value as Holder;
    if (keys.some((key) => key === '__proto__' || !key.isWellFormed()))
      return this.#oddKeys(parts, keys);
    const copy: Holder = this.#begin(value, {});
    for (const key of keys) {
      this.#steps.push(key);
      this.#place(copy, key, this.#copy(parts[key]));
      this.#steps.pop();
    }
    this.#open.delete(value);
    return copy;
  }

  #begin(value: object, copy: object): Holder {
    if (this.#form === 'bytes') this.#open.add(value);
    return this.#remember(value, copy) as Holder;
  }

  #oddKeys(parts: Holder, keys: readonly string[]): unknown {
    const entries: unknown[] = [];
    const hole = this.specialOf(parts, OBJECT, entries);
    for (const key of keys) {
      this.put(entries, entries.length, key);
      this.#steps.push(key);
      this.#place(entries as unknown as Holder, entries.length, this.#copy(parts[key]));
      this.#steps.pop();
    }
    return hole;
  }

  #array(array: unknown[]): unknown {
    this.#refuseProxy(array);
    for (let index = 0; index < array.length; index++)
      if (!(index in array)) return this.#sparse(array);
    const copy = this.#begin(array, []);
    for (let index = 0; index < array.length; index++) {
      this.#steps.push(index);
      this.#place(copy, index, this.#copy(array[index]));
      this.#steps.pop();
    }
    this.#open.delete(array);
    return copy;
  }

  #sparse(array: unknown[]): unknown {
    const entries: unknown[] = [array.length];
    const hole = this.specialOf(array, SPARSE, entries);
    for (const key of Object.keys(array)) {
      const index = Number(key);
      // Names that are no index stand at the end.
      if (!(index < array.length)) break;
      entries.push(index);
      this.put(entries, entries.length, array[index], index);
    }
    return hole;
  }

  #map(map: Map<unknown, unknown>): unknown {
    const entries: unknown[] = [];
    const hole = this.specialOf(map, MAP, entries);
    for (const [key, value] of map) {
      this.put(entries, entries.length, key, { words: ' (a key of the map)' });
      this.put(entries, entries.length, value, { words: `.get(${describeValue(key)})` });
    }
    return hole;
  }

  #set(set: Set<unknown>): unknown {
    const members: unknown[] = [];
    const hole = this.specialOf(set, SET, members);
    for (const member of set)
      this.put(members, members.length, member, { words: ' (a member of the set)' });
    return hole;
  }

  // ---- memory

  #memory(buffer: ArrayBuffer): ArrayBuffer {
    const isWhole = this.#memories.claim(buffer, this.#attached(buffer), buffer.byteLength);
    return isWhole ? buffer : buffer.slice(0);
  }

  #view(view: ArrayBufferView): unknown {
    if (types.isSharedArrayBuffer(view.buffer)) return this.#onlyToThreads(view);
    const name = viewName(view);
    if (this.#form === 'bytes' && commonKind(view) === undefined)
      return this.specialOf(view, VIEW, [name, this.#bytes(view)]);
    const isWhole = this.#memories.claim(view, this.#attached(view.buffer), view.byteLength);
    return this.#remember(view, isWhole ? view : viewOn(name, partOf(view)));
  }

  #nodeBuffer(buffer: Buffer): unknown {
    if (this.#form === 'bytes' && types.isSharedArrayBuffer(buffer.buffer))
      return this.#onlyToThreads(buffer);
    return this.specialOf(buffer, NODE_BUFFER, this.#bytes(buffer));
  }

  #bytes(view: ArrayBufferView): Uint8Array {
    const { buffer } = view;
    if (types.isSharedArrayBuffer(buffer))
      return new Uint8Array(buffer, view.byteOffset, view.byteLength);
    const isWhole = this.#memories.claim(view, this.#attached(buffer), view.byteLength);
    return new Uint8Array(isWhole ? buffer : partOf(view));
  }

  /** The memory of a view, or a buffer itself; refused if it has been moved away. */
  #attached(buffer: ArrayBufferLike): ArrayBuffer {
    const memory = buffer as ArrayBuffer;
    if (memory.detached) this.#fail(cannotTravel(this.#path(), 'its memory has been moved away'));
    return memory;
  }

  #onlyToThreads(value: object): unknown {
    if (this.#form === 'clone') return this.#remember(value, value);
    const why = `only threads of one process can share ${what(value)}`;
    return this.#fail(cannotTravel(this.#path(), why));
  }

  // ---- what stays where it is

  #refer(value: object): unknown {
    const reference = this.#references?.refer(value);
    if (reference === undefined) return this.#refuse(value);
    return this.specialOf(value, REFERENCE, reference);
  }

  #refuse(value: unknown): never {
    return this.#fail(notPlain(this.#path(), value));
  }

  #refuseProxy(value: object): void {
    if (types.isProxy(value)) this.#fail(cannotTravel(this.#path(), 'it is a Proxy'));
  }
}

/** Arrays of numbers keep -0, and halves of characters. */
function inTheBox(inside: unknown): unknown {
  if (typeof inside === 'number') return Float64Array.of(inside);
  return typeof inside === 'string' ? unitsOf(inside) : inside;
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
