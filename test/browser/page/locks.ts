// Locks, circles of them, and a program in which everybody waits.
import { Barrier, channel, Flag, go, Mutex, pause, run, Semaphore, WaitGroup } from 'offshoot';
import { programs } from 'offshoot/kernel';

/** What must not be done by two at once is not. */
export function exclusion(): Promise<unknown[]> {
  return run(function* () {
    const mutex = new Mutex();
    const places = new Semaphore(2);
    const group = new WaitGroup();
    const opened = new Flag();
    let inside = 0;
    let most = 0;
    let balance = 0;
    for (let i = 0; i < 5; i++) {
      group.add(1);
      go(function* () {
        yield* opened.wait();
        yield* places.run(function* () {
          most = Math.max(most, ++inside);
          yield* pause();
          inside--;
        });
        yield* mutex.run(function* () {
          const before = balance;
          yield* pause();
          balance = before + 1;
        });
        group.done();
      });
    }
    opened.set();
    yield* group.wait();
    return [most, balance];
  });
}

/** Nobody passes before all have come. */
export function meeting(): Promise<string[]> {
  return run(function* () {
    const said: string[] = [];
    const barrier = new Barrier(2);
    const other = go(function* () {
      said.push('other comes');
      yield* barrier.wait();
      said.push('on');
    });
    yield* pause();
    said.push('main comes');
    yield* barrier.wait();
    said.push('on');
    yield* other;
    return said;
  });
}

/** Two locks in two orders: the wait that closes the circle throws, and names who waits for what. */
export function circle(): Promise<unknown> {
  return run(function* () {
    const a = Object.assign(new Mutex(), { name: 'a' });
    const b = Object.assign(new Mutex(), { name: 'b' });
    const take = function* (first: Mutex, second: Mutex) {
      yield* first.lock();
      yield* pause();
      yield* second.lock();
    };
    const tasks = [[a, b] as const, [b, a] as const].map(([x, y]) => go(take, x, y));
    for (const task of tasks) yield* task;
  }).catch((error: { code: string; waits: { on: string }[] }) => {
    return [error.code, error.waits.map(({ on }) => on).toSorted()];
  });
}

/** All tasks wait for each other; but the page may still wake one, and does. */
export async function wokenByThePage(): Promise<unknown[]> {
  const mail = channel<string>(1);
  let over = false;
  const program = run(function* () {
    const reader = go(function* () {
      return yield* mail.receive();
    });
    const word = yield* reader;
    over = true;
    return word;
  });
  const asleep = await new Promise((resolve) => {
    setTimeout(() => resolve(!over && programs().length === 1), 20);
  });
  // A click would do the same: code of the page, outside any task.
  mail.trySend('from the page');
  return [asleep, await program, programs().length];
}
