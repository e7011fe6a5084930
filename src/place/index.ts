// Places: portable functions, threads, and pools of workers.

// Also where only `portable` is used: then a bundle's chunk of portable modules can be what a worker
// imports, and not the one with the program.
import './home.ts';

export { here } from './here.ts';
export type { MapOptions } from './map.ts';
export type { ExitReason, Place } from './place.ts';
export { createPool, type Pool, type PoolStatistics } from './pool.ts';
export type { PoolOptions } from './pool-options.ts';
export { type Portable, portable, type PortableBody } from './portable.ts';
export { type PlaceOptions, thread } from './thread.ts';
