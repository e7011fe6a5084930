// What the rows of the table are made of: objects on which somebody waits, and locks that are free.
import {
  Condition,
  type Coroutine,
  KeyedMutex,
  Mutex,
  type Operation,
  ReentrantLock,
  RWLock,
  Semaphore,
  sleep,
} from 'offshoot';

/** An object on which `op` waits. */
export interface Stage {
  op: () => Operation<unknown>;
  /** How many wait there; undefined where it cannot be asked. */
  waiting?(): number;
  /** Lets one of those who wait through. */
  letOne(): void;
  /** Closes what is waited for. */
  close?(): void;
}

/** A lock that is free. */
export interface Free {
  op: () => Operation<unknown>;
  /** Holds it until killed, and gives it back. */
  holds: () => Coroutine<unknown> | Operation<unknown>;
  /** Holds it, and does not give it back. */
  forgets?: () => Coroutine<unknown>;
}

export interface Row {
  cells: { killed: string; timedOut: string; lost: string; closed: string; holderKilled: string };
  stage: () => Coroutine<Stage> | Stage;
  free?: () => Free;
}

/** Cells that many rows share. */
export const noTrace = { killed: 'no trace', timedOut: 'no trace', lost: 'no trace' };
/** Cells that many rows share. */
export const noHolder = { closed: '–', holderKilled: '–' };
/** Cells that many rows share. */
export const lock = {
  ...noTrace,
  closed: '–',
  holderKilled: 'released by `run`, `using`, `finally`; otherwise it stays locked',
};

interface Guard {
  release(): void;
}

/** A lock that is held: to let one through is to release. */
export function* held(
  take: () => Operation<Guard>,
  statistics: () => { waiting: number },
  op: () => Operation<Guard> = take,
): Coroutine<Stage> {
  const guard = yield* take();
  return {
    op: () => op(),
    waiting: () => statistics().waiting,
    letOne: () => guard.release(),
  };
}

/** A lock that is free, held by `run` or by hand. */
function free(take: () => Operation<Guard>, run?: (body: () => Operation<void>) => unknown): Free {
  return {
    op: take,
    *holds() {
      if (run !== undefined) {
        yield* run(() => sleep(Infinity)) as Operation<void>;
        return;
      }
      const guard = yield* take();
      try {
        yield* sleep(Infinity);
      } finally {
        guard.release();
      }
    },
    *forgets() {
      yield* take();
      yield* sleep(Infinity);
    },
  };
}

export function freeMutex(): Free {
  const mutex = new Mutex();
  return free(
    () => mutex.lock(),
    (body) => mutex.run(body),
  );
}

export function freeReentrantLock(): Free {
  const lock = new ReentrantLock();
  return free(
    () => lock.lock(),
    (body) => lock.run(body),
  );
}

export function freeRWLock(): Free {
  const rw = new RWLock();
  return free(() => rw.write());
}

export function freeSemaphore(): Free {
  const semaphore = new Semaphore(1);
  return free(
    () => semaphore.acquire(),
    (body) => semaphore.run(body),
  );
}

export function freeKeyedMutex(): Free {
  const keyed = new KeyedMutex<number>();
  return free(
    () => keyed.lock(1),
    (body) => keyed.run(1, body),
  );
}

/** A condition, waited for under a lock. */
export function* waitUnder(mutex: Mutex, condition: Condition): Coroutine<void> {
  const guard = yield* mutex.lock();
  try {
    yield* condition.wait(guard);
  } finally {
    guard.release();
  }
}
