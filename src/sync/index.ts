// Locks and their like: how tasks wait for each other when no value is handed over.

export { Barrier, type BarrierStatistics } from './barrier.ts';
export { Condition, type ConditionStatistics } from './condition.ts';
export { Flag, type FlagStatistics } from './flag.ts';
export type { Guard } from './guard.ts';
export { KeyedMutex, type KeyedMutexStatistics } from './keyed-mutex.ts';
export { Mutex, type MutexStatistics } from './mutex.ts';
export { Once, type OnceStatistics } from './once.ts';
export {
  RateLimiter,
  type RateLimiterOptions,
  type RateLimiterStatistics,
} from './rate-limiter.ts';
export { ReentrantLock, type ReentrantLockStatistics } from './reentrant-lock.ts';
export {
  ResourcePool,
  type ResourcePoolOptions,
  type ResourcePoolStatistics,
} from './resource-pool.ts';
export { type Backoff, retry, type RetryOptions } from './retry.ts';
export { RWLock, type RWLockStatistics } from './rw-lock.ts';
export { Semaphore, type SemaphoreStatistics } from './semaphore.ts';
export { singleFlight } from './single-flight.ts';
export { WaitGroup, type WaitGroupStatistics } from './wait-group.ts';
