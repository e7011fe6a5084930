// Places: portable functions, threads, and pools of workers.

// Also where only `portable` is used: then a bundle's chunk of portable modules can be what a worker
// imports, and not the one with the program.
import './home.ts';

export { here } from './here.ts';
export type { Results } from './pool/imap.ts';
export type { JobOptions } from './pool/job-options.ts';
export type { Calls } from './pool/calls.ts';
export type { MapOptions } from './pool/chunks.ts';
export type { ExitReason, Place } from './place.ts';
export { blocking, blockingPool, type BlockingOptions } from './pool/blocking.ts';
export { createPool, type Pool, type PoolStatistics } from './pool/pool.ts';
export type { PoolOptions } from './pool/pool-options.ts';
export { type Portable, portable, type PortableBody } from './portable/portable.ts';
export { processPlace, type ProcessOptions } from './process-place.ts';
export { progress } from './progress.ts';
export { inProcess, onThread } from './stages/stages.ts';
export { overLink } from './stages/over-link.ts';
export type { FarSink, StageOptions, StageStatistics } from './stages/far-sink.ts';
export { thread } from './thread.ts';
export type { PlaceOptions } from './worker-place.ts';
export { move } from '../wire/index.ts';
