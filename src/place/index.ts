// Places: portable functions, threads, and pools of workers.

export { here } from './here.ts';
export type { MapOptions } from './map.ts';
export type { ExitReason, Place } from './place.ts';
export { createPool, type Pool, type PoolStatistics } from './pool.ts';
export type { PoolOptions } from './pool-options.ts';
export { type Portable, portable, type PortableBody } from './portable.ts';
export { type PlaceOptions, thread } from './thread.ts';
