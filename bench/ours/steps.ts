import { portable } from 'offshoot/place';
import { steps } from '../places.ts';

/** Keeps a processor busy. */
export const busy = portable(import.meta, function busy(n: number) {
  return steps(n);
});
