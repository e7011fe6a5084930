// Programs of a user's for the package as it is published: all that starts workers, and a simulation.

export const placesModule = `
import { consumer } from 'offshoot/flow';
import { portable } from 'offshoot/place';
export const summed = portable(import.meta, () => consumer(function* summed() {
  let sum = 0;
  try { for (;;) sum += yield; } finally { console.log('sum', sum); }
})());
export const failing = portable(import.meta, function failing() { throw new RangeError('no'); });
`;

export const placesProgram = `
import { run } from 'offshoot';
import { blocking, inProcess, onThread, processPlace, thread } from 'offshoot/place';
import { failing, summed } from './summed.js';
import { square } from './square.js';
await run(function* () {
  for (const move of [onThread, inProcess]) {
    const sink = move(summed);
    for (const n of [1, 2, 3]) sink.send(n);
    sink.close();
    yield* sink.ended();
  }
  console.log('blocking', yield* blocking(square, 4));
  for (const start of [thread, processPlace]) {
    const place = yield* start();
    console.log(yield* place.call(square, 5));
    try {
      yield* place.call(failing);
    } catch (error) {
      const frames = error.stack.split('\\n').filter((line) => /^ +at .*file:/.test(line));
      console.log(error.message, frames.map((line) => /[\\w.]+\\.[jt]s/.exec(line)[0]).join(' '));
    }
  }
});
`;

export const simulated = `
import { now, sleep } from 'offshoot';
import { simulate } from 'offshoot/testing';
const { uncontrolled } = await simulate(function* () {
  now();
  yield* sleep(5).timeout(9);
  Date.now();
}, { runs: 1 });
console.log(uncontrolled.map(({ what, where }) => what + ' ' + where.split('/').at(-1)).join(' '));
`;
