// Giving a buffer away. The mark is beside the buffer, not around it: so `move(bytes)` is `bytes`, its
// type holds, and a function that is called here, in this very place, works the same.

import * as types from 'node:util/types';
import { wrongType } from '../../kernel/index.ts';

const marked = new WeakSet<object>();
/** Most programs never move anything, and are not asked. */
let anyMarked = false;

/**
 * Gives `buffer` away: when it travels the next time, as an argument, in one or as a result, its memory
 * moves to the other place instead of being copied, and is detached here. Gives `buffer` itself, so it
 * stands where the buffer would. Acts at once.
 *
 * Moving costs the same for any size: 64 MB in less than 0.1 ms. To another process nothing can
 * be moved: it is copied, and detached here all the same. What does not own the whole of its memory, as
 * a small `Buffer` out of Node's pool or a `subarray`, is copied and stays usable.
 *
 * @throws TypeError if `buffer` is no ArrayBuffer, typed array, DataView or Buffer; shared memory need not move.
 * @example
 * import { encode, move } from 'offshoot/wire';
 *
 * const bytes = new Uint8Array([1, 2, 3]);
 * encode(move(bytes));
 * bytes.length // => 0
 */
export function move<T extends ArrayBuffer | ArrayBufferView>(buffer: T): T {
  if (!canMove(buffer)) throw wrongType('buffer', 'an ArrayBuffer or a view of one', buffer);
  marked.add(buffer);
  anyMarked = true;
  return buffer;
}

function canMove(value: unknown): boolean {
  if (ArrayBuffer.isView(value)) return types.isArrayBuffer(value.buffer);
  return types.isArrayBuffer(value);
}

/** Is it to be moved when it travels? */
export function isMoving(buffer: object): boolean {
  return anyMarked && marked.has(buffer);
}

/** It has travelled. */
export function unmark(buffer: object): void {
  marked.delete(buffer);
}
