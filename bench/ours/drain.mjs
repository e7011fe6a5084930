// JavaScript, as what the peers call: so no thread has to strip types when it starts.
import { portable } from 'offshoot/place';

export const drain = portable(import.meta, function* drain(from) {
  let length = 0;
  for (let got = yield* from.next(); !got.done; got = yield* from.next())
    length += got.value.length;
  return length;
});

/** The same, when it is told to go on. */
export const drainAfter = portable(import.meta, function* drainAfter(goOn, from) {
  yield* goOn.receive();
  return yield* drain(from);
});
