// The table: what becomes of a wait that is killed, timed out or lost in a select, of one whose object
// is closed, and of one whose holder is killed. The cells are what docs/guide/7-locks-and-queues.md says.
import {
  Barrier,
  call,
  channel,
  Condition,
  Flag,
  KeyedMutex,
  Mutex,
  Once,
  Queue,
  RateLimiter,
  ReentrantLock,
  ResourcePool,
  RWLock,
  scope,
  Semaphore,
  singleFlight,
  sleep,
  WaitGroup,
  go,
} from 'offshoot';
import {
  noTrace,
  noHolder,
  lock,
  held,
  freeMutex,
  freeReentrantLock,
  freeRWLock,
  freeSemaphore,
  freeKeyedMutex,
  waitUnder,
  type Row,
} from './stages.ts';

export const rows: Record<string, Row> = {
  'Mutex: lock': {
    cells: lock,
    *stage() {
      const mutex = new Mutex();
      return yield* held(
        () => mutex.lock(),
        () => mutex.statistics(),
      );
    },
    free: freeMutex,
  },
  'ReentrantLock: lock': {
    cells: lock,
    // Another task holds it: its owner would not wait.
    *stage() {
      return yield* go(function* () {
        const lock = new ReentrantLock();
        return yield* held(
          () => lock.lock(),
          () => lock.statistics(),
        );
      });
    },
    free: freeReentrantLock,
  },
  'RWLock: read': {
    cells: lock,
    *stage() {
      const rw = new RWLock();
      return yield* held(
        () => rw.write(),
        () => rw.statistics(),
        () => rw.read(),
      );
    },
    free: freeRWLock,
  },
  'RWLock: write': {
    cells: lock,
    *stage() {
      const rw = new RWLock();
      return yield* held(
        () => rw.write(),
        () => rw.statistics(),
      );
    },
    free: freeRWLock,
  },
  'Semaphore: acquire': {
    cells: {
      ...lock,
      holderKilled: 'given back by `run`, `using`, `finally`; otherwise it stays taken',
    },
    *stage() {
      const semaphore = new Semaphore(1);
      return yield* held(
        () => semaphore.acquire(),
        () => semaphore.statistics(),
      );
    },
    free: freeSemaphore,
  },
  'KeyedMutex: lock': {
    cells: lock,
    *stage() {
      const keyed = new KeyedMutex<string>();
      return yield* held(
        () => keyed.lock('a'),
        () => keyed.statistics(),
      );
    },
    free: freeKeyedMutex,
  },
  'Flag: wait': {
    cells: { ...noTrace, ...noHolder },
    stage() {
      const flag = new Flag();
      return {
        op: () => flag.wait(),
        waiting: () => flag.statistics().waiting,
        letOne: () => flag.set(),
      };
    },
  },
  'WaitGroup: wait': {
    cells: { ...noTrace, ...noHolder },
    stage() {
      const group = new WaitGroup();
      group.add();
      return {
        op: () => group.wait(),
        waiting: () => group.statistics().waiting,
        letOne: () => group.done(),
      };
    },
  },
  'Barrier: wait': {
    cells: {
      killed: 'no trace: its count is given back',
      timedOut: 'no trace: its count is given back',
      lost: 'no trace: its count is given back',
      ...noHolder,
    },
    *stage() {
      const barrier = new Barrier(3);
      go(() => barrier.wait());
      yield* sleep(0);
      return {
        op: () => barrier.wait(),
        waiting: () => barrier.statistics().waiting,
        letOne: () => void go(() => barrier.wait()),
      };
    },
  },
  'Condition: wait': {
    cells: {
      killed: 'holds the lock again first; a notification goes to the next',
      timedOut: 'holds the lock again first; a notification goes to the next',
      lost: 'holds the lock again first; a notification goes to the next',
      closed: '–',
      holderKilled: 'as for its lock',
    },
    stage() {
      const mutex = new Mutex();
      const condition = new Condition();
      return {
        op: () => call(waitUnder, mutex, condition),
        waiting: () => condition.statistics().waiting,
        letOne: () => condition.notify(),
      };
    },
  },
  'Once: run': {
    cells: { ...noTrace, closed: '–', holderKilled: 'the next in line runs its own body' },
    *stage() {
      const once = new Once<string>();
      const finish = new Flag();
      go(() => once.run(() => finish.wait().map(() => 'ran')));
      yield* sleep(0);
      return {
        op: () => once.run(() => 'ran'),
        waiting: () => once.statistics().waiting,
        letOne: () => finish.set(),
      };
    },
    free() {
      const once = new Once<unknown>();
      return { op: () => once.run(() => 'ran'), holds: () => once.run(() => sleep(Infinity)) };
    },
  },
  singleFlight: {
    cells: { ...noTrace, closed: '–', holderKilled: 'the next in line runs its own body' },
    *stage() {
      const finish = new Flag();
      const key = {};
      go(() => singleFlight(key, () => finish.wait()));
      yield* sleep(0);
      return {
        op: () => singleFlight(key, () => 'ran'),
        letOne: () => finish.set(),
      };
    },
    free() {
      const key = {};
      return {
        op: () => singleFlight(key, () => 'ran'),
        holds: () => singleFlight(key, () => sleep(Infinity)),
      };
    },
  },
  'ResourcePool: lease': {
    cells: {
      ...noTrace,
      closed: '`ClosedError` once the scope of the pool has ended',
      holderKilled: 'goes back to the pool when its scope ends',
    },
    *stage() {
      const pool = new ResourcePool({ open: () => sleep(1).map(() => ({ id: 1 })), max: 1 });
      const lease = yield* pool.lease();
      return {
        op: () => pool.lease(),
        waiting: () => pool.statistics().waiting,
        letOne: () => void lease[Symbol.asyncDispose](),
      };
    },
    free() {
      const pool = new ResourcePool({ open: () => sleep(1).map(() => ({ id: 1 })), max: 1 });
      return {
        op: () => pool.lease(),
        holds: () =>
          scope(function* () {
            yield* pool.lease();
            yield* sleep(Infinity);
          }),
      };
    },
  },
  'RateLimiter: acquire': {
    cells: {
      killed: 'no trace: its tokens go back',
      timedOut: 'no trace: its tokens go back',
      lost: 'no trace: its tokens go back',
      ...noHolder,
    },
    *stage() {
      const limiter = new RateLimiter({ count: 1, perMs: 1000 });
      yield* limiter.acquire();
      return {
        op: () => limiter.acquire(),
        waiting: () => limiter.statistics().waiting,
        letOne: () => {},
      };
    },
  },
  'Queue: put': {
    cells: { ...noTrace, closed: '`ClosedError`', holderKilled: '–' },
    *stage() {
      const queue = new Queue<number>({ maxSize: 1 });
      yield* queue.put(0);
      return {
        op: () => queue.put(1),
        waiting: () => queue.statistics().putters,
        letOne: () => void queue.tryGet(),
        close: () => queue.close(),
      };
    },
  },
  'Queue: get': {
    cells: {
      ...noTrace,
      closed: 'what is in it first, then `ClosedError` or what it was closed with',
      holderKilled: '–',
    },
    stage() {
      const queue = new Queue<number>();
      return {
        op: () => queue.get(),
        waiting: () => queue.statistics().getters,
        letOne: () => void queue.tryPut(1),
        close: () => queue.close(),
      };
    },
  },
  'Queue: join': {
    cells: {
      ...noTrace,
      closed: 'waits on; `closeNow` counts what it drops as done',
      holderKilled: '–',
    },
    *stage() {
      const queue = new Queue<number>();
      yield* queue.put(1);
      yield* queue.get();
      return {
        op: () => queue.join(),
        waiting: () => queue.statistics().joiners,
        letOne: () => queue.taskDone(),
      };
    },
  },
  'Channel: send': {
    cells: { ...noTrace, closed: '`ClosedError`', holderKilled: '–' },
    stage() {
      const numbers = channel<number>();
      return {
        op: () => numbers.send(1),
        waiting: () => numbers.statistics().senders,
        letOne: () => void numbers.tryReceive(),
        close: () => numbers.close(),
      };
    },
  },
  'Channel: receive': {
    cells: {
      ...noTrace,
      closed: 'what is in it first, then `ClosedError` or what it was closed with',
      holderKilled: '–',
    },
    stage() {
      const numbers = channel<number>();
      return {
        op: () => numbers.receive(),
        waiting: () => numbers.statistics().receivers,
        letOne: () => void numbers.trySend(1),
        close: () => numbers.close(),
      };
    },
  },
};
