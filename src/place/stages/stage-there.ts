// A stage that was moved, over there: a task of the worker's own feeds the target, in a scope that lasts
// as long as the stage does; jobs bring it what is sent (stages.ts). So a stage to which nothing comes
// is no job under way, and keeps nothing alive.

import { type Channel, channel } from '../../channel/index.ts';
import { type Sink } from '../../flow/index.ts';
import { type Coroutine, currentFiber, Future, scope, wrongType } from '../../kernel/index.ts';
import type { ErrorClasses } from '../../wire/index.ts';
import { classesOf } from '../portable/error-classes.ts';
import { follow } from '../portable/follow.ts';
import { bytesOfError, CLOSE, hand, type Item } from './items.ts';
import { type Address, portable } from '../portable/portable.ts';

/** What a job says: the target has taken it, it has failed with this, as bytes, or it has been closed. */
export type Answer = { taken: true } | { failure: Uint8Array } | { closed: true };

interface Batch {
  readonly items: readonly Item[];
  readonly answer: Future<Answer>;
}

/** What a worker was started for: it serves one stage. */
let batches: Channel<Batch> | null = null;

// Both are left out of a bundle without stages, which so can be CommonJS.

/** Makes the target, and a task that feeds it. */
export const openStage = /* @__PURE__ */ portable(
  import.meta,
  function* openStage(target: Address): Coroutine<Answer> {
    const make = (yield* follow(target)) as unknown as () => Sink<never>;
    const made = new Future<Answer>();
    const incoming = (batches = channel<Batch>(Infinity));
    const main = currentFiber().nursery.program.ofMain!;
    const host = main.serve(() => hosting(make, incoming, classesOf(target.module), made), []);
    host.name = target.name || 'a stage';
    return yield* made;
  },
);

/** Feeds the target with what one message brought, after all that came before. */
export const feedStage = /* @__PURE__ */ portable(
  import.meta,
  function* feedStage(items: readonly Item[]): Coroutine<Answer> {
    const answer = new Future<Answer>();
    batches!.trySend({ items, answer });
    return yield* answer;
  },
);

/** Runs until the target is closed, or has failed; then all that it has opened is closed. */
function* hosting(
  make: () => Sink<never>,
  incoming: Channel<Batch>,
  classes: ErrorClasses,
  made: Future<Answer>,
): Coroutine<void> {
  let asked = made;
  let end: Answer = { closed: true };
  try {
    yield* scope(function* () {
      const target = sinkOf(make());
      made.set({ taken: true });
      for (;;) {
        const { items, answer } = yield* incoming.receive();
        asked = answer;
        for (const item of items) yield* hand(item, target, classes);
        if (items.at(-1)?.kind === CLOSE) return;
        answer.set({ taken: true });
      }
    });
  } catch (error) {
    end = { failure: bytesOfError(error, classes) };
  }
  asked.set(end);
  // What came behind it is in vain, and who brought it is told so.
  for (;;) (yield* incoming.receive()).answer.set(end);
}

function sinkOf(made: unknown): Sink<never> {
  const { send, ready, close } = (made ?? {}) as Partial<Sink<never>>;
  if ([send, ready, close].every((method) => typeof method === 'function'))
    return made as Sink<never>;
  throw wrongType('what the target gives', 'a sink', made);
}
