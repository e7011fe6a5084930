import { move, portable } from 'offshoot/place';

/** Sends bytes back; `copied` keeps them here as well. */
export const back = portable(import.meta, function back(bytes: Uint8Array, copied: boolean) {
  return copied ? bytes : move(bytes);
});
