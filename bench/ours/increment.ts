import { portable } from 'offshoot/place';

export const increment = portable(import.meta, function increment(x: number) {
  return x + 1;
});
