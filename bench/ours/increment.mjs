// JavaScript, as what the peers call: so no thread has to strip types when it starts.
import { portable } from 'offshoot/place';

export const increment = portable(import.meta, function increment(x) {
  return x + 1;
});
