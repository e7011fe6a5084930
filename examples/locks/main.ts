// Everything that tasks can wait for besides values: the locks of Python's threading and of Go's sync.
// A race on x, and its end; two locks in two orders; five philosophers at dinner; a monitor; signals; a
// start together; a cache that many read; something done once.

import {
  all,
  Barrier,
  Condition,
  type Coroutine,
  DeadlockError,
  Flag,
  go,
  Mutex,
  Once,
  pause,
  ReentrantLock,
  run,
  RWLock,
  scope,
  Semaphore,
  sleep,
  WaitGroup,
} from 'offshoot';

export function* main(): Coroutine<void> {
  yield* race();
  yield* twoLocks();
  yield* dinner();
  yield* monitor();
  yield* changes();
  yield* event();
  yield* signals();
  yield* bounded();
  yield* cache();
}

/** One task counts up, one down. Each change goes over a wait: without a lock changes are lost. */
function* race(): Coroutine<void> {
  let x = 0;
  const lock = new Mutex();
  function* change(by: number): Coroutine<void> {
    const before = x;
    yield* pause();
    x = before + by;
  }
  function* times(n: number, body: () => Coroutine<void>): Coroutine<void> {
    for (let i = 0; i < n; i++) yield* body();
  }
  const up = go(times, 1000, () => change(+1));
  const down = go(times, 1000, () => change(-1));
  yield* all([up, down]);
  console.log(`without a lock x is ${x === 0 ? 'right, by luck' : 'wrong'}`);

  x = 0;
  function* locked(by: number): Coroutine<void> {
    yield* lock.run(() => change(by));
  }
  const safeUp = go(times, 1000, () => locked(+1));
  const safeDown = go(times, 1000, () => locked(-1));
  yield* all([safeUp, safeDown]);
  console.log(`with a lock x is ${x}`);
}

/** Two locks, taken in two orders: the second wait would never end, and says so. */
function* twoLocks(): Coroutine<void> {
  const [a, b] = [new Mutex(), new Mutex()];
  [a.name, b.name] = ['a', 'b'];
  function* both(first: Mutex, second: Mutex): Coroutine<void> {
    yield* first.run(function* () {
      yield* sleep(1);
      yield* second.run(() => {});
    });
  }
  try {
    yield* scope(function* (s) {
      s.go(both, a, b).name = 'one';
      s.go(both, b, a).name = 'two';
      yield* sleep(1000);
    });
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    for (const { task, on } of error.waits) console.log(`${task} waits for ${on}`);
  }
}

/** Five philosophers, five forks. Who takes the left one first may starve; in one order nobody does. */
function* dinner(): Coroutine<void> {
  const names = ['Aspasia', 'Bias', 'Crates', 'Diotima', 'Euclid'];
  const forks = names.map((_, i) => Object.assign(new Mutex(), { name: `fork ${i}` }));
  function* eat(first: Mutex, second: Mutex): Coroutine<void> {
    yield* first.run(function* () {
      yield* pause(); // the others reach for theirs
      yield* second.run(() => sleep(1));
    });
  }
  function* table(order: (left: number, right: number) => [number, number]): Coroutine<void> {
    yield* scope((s) => {
      for (const [i, name] of names.entries()) {
        const [first, second] = order(i, (i + 1) % forks.length);
        s.go(eat, forks[first]!, forks[second]!).name = name;
      }
    });
  }
  try {
    yield* table((left, right) => [left, right]);
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    const hungry = error.waits.map(({ task }) => task);
    console.log('hungry:', [...hungry, hungry[0]].join(' waits for '));
  }
  yield* table((left, right) => (left < right ? [left, right] : [right, left]));
  console.log('all have eaten');
}

/** A monitor: one task at a time in any of its methods, which may call each other. */
class Account {
  readonly #lock = new ReentrantLock();
  #balance = 0;

  *deposit(amount: number): Coroutine<void> {
    const guard = yield* this.#lock.lock();
    try {
      const before = this.#balance;
      yield* pause();
      this.#balance = before + amount;
    } finally {
      guard.release();
    }
  }

  *depositTwice(amount: number): Coroutine<number> {
    const guard = yield* this.#lock.lock();
    try {
      yield* this.deposit(amount);
      yield* this.deposit(amount);
      return this.#balance;
    } finally {
      guard.release();
    }
  }
}

function* monitor(): Coroutine<void> {
  const account = new Account();
  const tasks = [1, 10, 100].map((amount) => go(() => account.depositTwice(amount)));
  console.log('balances', (yield* all(tasks)).join(' '));
}

/** Prints x each time that it changes. */
function* changes(): Coroutine<void> {
  let x = 0;
  const lock = new Mutex();
  const changed = new Condition();
  const printer = go(function* () {
    for (let last = 0; ; last = x) {
      const guard = yield* lock.lock();
      try {
        yield* changed.waitFor(guard, () => x !== last);
        console.log('x is', x);
      } finally {
        guard.release();
      }
    }
  });
  for (const value of [1, 2, 5]) {
    yield* sleep(1);
    yield* lock.run(() => {
      x = value;
      changed.notify();
    });
  }
  yield* sleep(1);
  printer.kill();
}

/** x is printed when it has been set, whoever comes first. */
function* event(): Coroutine<void> {
  let x = 0;
  const isSet = new Flag();
  const printer = go(function* () {
    yield* isSet.wait();
    console.log('x has been set to', x);
  });
  yield* pause();
  x = 42;
  isSet.set();
  yield* printer;
}

/** One waits until another is ready; three start together; one waits until three are done. */
function* signals(): Coroutine<void> {
  const ready = new Flag();
  const start = new Barrier(3);
  const items = new Semaphore(0);
  const running = new WaitGroup();
  for (const ms of [3, 1, 2]) {
    running.add();
    go(function* () {
      yield* ready.wait();
      yield* sleep(ms);
      if ((yield* start.wait()) === 2) console.log('the last has come: all start');
      items.release();
      running.done();
    });
  }
  console.log('ready');
  ready.set();
  yield* items.acquire(3);
  yield* running.wait();
  console.log('three are done');
}

/** A bounded semaphore notices who gives back what was never taken. */
function* bounded(): Coroutine<void> {
  const tickets = new Semaphore(2, { bounded: true });
  tickets.name = 'tickets';
  const guard = yield* tickets.acquire();
  guard.release();
  try {
    tickets.release();
  } catch (error) {
    console.log(String(error));
  }
}

/** A table that many read at once and one fills; the first who asks connects. */
function* cache(): Coroutine<void> {
  const table = new Map<string, number>();
  const lock = new RWLock();
  const connect = new Once<string>();
  function* look(name: string): Coroutine<string> {
    const connection = yield* connect.run(() => sleep(1).map(() => 'connected once'));
    const reading = yield* lock.read();
    const found = table.get(name);
    reading.release();
    if (found !== undefined) return `${name} ${found}`;
    const writing = yield* lock.write();
    try {
      // Another may have been here between the two locks.
      if (!table.has(name)) table.set(name, name.length);
      return `${name} filled, ${connection}`;
    } finally {
      writing.release();
    }
  }
  console.log(yield* look('apple'));
  console.log((yield* all([go(look, 'apple'), go(look, 'fig')])).join('; '));
}

if (import.meta.main) await run(main);
