// Tasks that only give each other turns, while a timer and a socket of Node's want to work.
import { pause, run, until } from 'offshoot';
import { printDelays } from '../delays.ts';
import { count } from '../measure.ts';

function* turns() {
  for (;;) yield* pause();
}

await run(function* (scope) {
  const work = (): void => {
    for (let i = 0; i < count; i++) scope.go(turns);
  };
  yield* until(printDelays(work));
});
