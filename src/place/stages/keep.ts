// A far sink belongs to the scope in which it is made, and so does the work that is done for it.

import { type Coroutine, currentFiber, shield } from '../../kernel/index.ts';
import type { OpenFarSink } from './far-sink.ts';

/**
 * Lets `work` run for a sink, until that is over; and the scope close the sink when it ends, and wait
 * for that. `leave` is called when the scope has closed it.
 */
export function keep(
  sink: OpenFarSink<never>,
  work: () => Coroutine<void>,
  leave: () => void = () => {},
): void {
  const { nursery } = currentFiber('a stage elsewhere');
  let begun = false;
  // A kill of the scope's tasks comes before its things are closed: it waits until the sink is over.
  const task = nursery.serve(() => {
    begun = true;
    return shield(work);
  }, []);
  task.name = sink.name;
  nursery.own(function* () {
    if (!sink.isOver) sink.shut();
    leave();
    if (!begun) {
      // Before its first turn, or killed before that: then it is done here.
      task.kill();
      yield* work();
    }
    yield* task.outcome();
    sink.checkSound();
  });
  task.whenEnded((outcome) => {
    if (begun) sink.over(outcome.ok ? undefined : () => outcome.error);
  });
}
