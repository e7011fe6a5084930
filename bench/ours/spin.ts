import { portable } from 'offshoot/place';

/** Does not wait once in so many milliseconds. */
export const spin = portable(import.meta, function spin(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
});
