// What was referred to in jobs that came to nothing does not count: so nothing of it keeps the program
// awake, and it is found to be asleep.
import { channel, type Coroutine, Future, go, type Operation, run, sleep, until } from 'offshoot';
import { createPool, type Place, type Pool, processPlace, thread } from 'offshoot/place';
import { collectGarbage } from '../place/fixtures/collected.ts';
import * as jobs from '../place/fixtures/leftovers.ts';
import { seen } from '../place/fixtures/slow-module.ts';

const kind = process.argv[2] as 'thread' | 'process';

function shared(): { c: unknown; f: unknown; s: AbortSignal } {
  return { c: channel(), f: new Future(), s: new AbortController().signal };
}

function* nameOf(op: Operation<unknown>): Coroutine<string> {
  try {
    return String(yield* op);
  } catch (error) {
    return (error as Error).name;
  }
}

function* cannotTravel(place: Place): Coroutine<string[]> {
  const proxy = new Proxy({ n: 1 }, {});
  return [
    yield* nameOf(place.call(jobs.ignore, shared(), () => {})),
    yield* nameOf(place.call(jobs.ignore, shared(), { proxy })),
    yield* nameOf(place.call(jobs.givesBadly)),
  ];
}

/** In a worker that does another job meanwhile. */
/** Far ends that nobody there has any more. */
function* collected(place: Place): Coroutine<string> {
  for (let n = 0; n < 1000; n++) yield* place.call(jobs.ignore, channel());
  return yield* nameOf(place.call(collectGarbage));
}

function* killedUnread(pool: Pool): Coroutine<string> {
  // Quick ones are sent ahead.
  yield* pool.map(jobs.ignore, Array.from({ length: 200 }).keys());
  const block = new Future<void>();
  const first = pool.submit(jobs.waitFor, { block });
  const behind = Array.from({ length: 3 }, () => pool.submit(jobs.ignore, shared()));
  yield* sleep(5);
  for (const future of behind) future.cancel();
  block.set(undefined);
  yield* first;
  return yield* nameOf(behind[0]!);
}

function* killedWhileLoading(place: Place): Coroutine<string> {
  const { s } = shared();
  const done = go(() => '');
  const task = go(() => place.call(seen, new Future<string>(), done, s, channel<number>()));
  yield* sleep(1);
  task.kill();
  return (yield* task.outcome()).ok ? 'done' : 'killed';
}

function* notLoaded(place: Place): Coroutine<string> {
  Object.assign(globalThis, { loadsHere: true });
  const { unloadable } = yield* until(import('../place/fixtures/unloadable.ts'));
  return yield* nameOf(place.call(unloadable as unknown as typeof jobs.ignore, shared()));
}

export function* main(): Coroutine<void> {
  const place = yield* (kind === 'thread' ? thread : processPlace)();
  const pool = yield* createPool({ size: 1, on: kind });
  console.log(...(yield* cannotTravel(place)), yield* collected(place));
  console.log(yield* killedUnread(pool), yield* killedWhileLoading(place), yield* notLoaded(place));
  yield* new Future();
}

if (import.meta.main) await run(main).catch((error: Error) => console.log(error.name));
