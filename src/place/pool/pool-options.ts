// What can be said of a pool, and what it is when nothing is said. A wrong option throws at once.

import {
  checkCount,
  checkDuration,
  checkNames,
  describeValue,
  outOfRange,
  wrongType,
} from '../../kernel/index.ts';
import { type Host, host } from '../carrier/host.ts';
import { type Address, addressOf, type PortableBody } from '../portable/portable.ts';

/** How a pool is made. */
export interface PoolOptions {
  /** How many workers, always. Default: as many as this machine can run at once, unless `min` or `max` is said. */
  size?: number;
  /** So many workers are always there. Default, if `max` is said: 0. */
  min?: number;
  /** Up to so many are started, when there are jobs for them. Default, if `min` is said: as many as this machine can run at once. */
  max?: number;
  /** A worker above `min` ends when it has been idle for so long, in milliseconds. Default: 10000. */
  idleMs?: number;
  /** What a worker is. Default: 'thread'. */
  on?: 'thread' | 'process';
  /** What the pool is called; its workers are numbered: `pool-1`. Default: 'pool'. */
  name?: string;
  /** Runs in each worker before its first job. What it opens and starts lives as long as the worker. */
  init?: PortableBody<void, []>;
  /** A worker is replaced when it has done so many jobs: against what leaks. Default: never. */
  maxTasksPerWorker?: number;
  /** The environment of the workers, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
  env?: Record<string, string>;
  /** Node's options for the workers, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
  execArgv?: string[];
  /** The most memory for a worker's JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
  memoryMb?: number;
}

export interface CheckedOptions {
  min: number;
  max: number;
  idleMs: number;
  on: 'thread' | 'process';
  name: string;
  init: Address | null;
  maxTasksPerWorker: number;
  env: Record<string, string> | undefined;
  execArgv: string[] | undefined;
  memoryMb: number | undefined;
  host: Host;
}

/** With 1 or 2 the whole program aborts, up to 8 the worker does not start; tried on Node 26. */
const MIN_MEMORY_MB = 16;

const IDLE_MS = 10_000;

const names = [
  ...['size', 'min', 'max', 'idleMs', 'on', 'name', 'init'],
  ...['maxTasksPerWorker', 'env', 'execArgv', 'memoryMb'],
];

export function checkPoolOptions(options: PoolOptions): CheckedOptions {
  checkNames('createPool', options, names);
  const { on = 'thread', name = 'pool', idleMs = IDLE_MS } = options;
  const { init, maxTasksPerWorker = Infinity, env, execArgv, memoryMb } = options;
  const { min, max } = checkNumbers(options);
  checkDuration('idleMs', idleMs);
  checkOn(on);
  checkCount('maxTasksPerWorker', maxTasksPerWorker, 1, true);
  checkStart({ name, env, execArgv, memoryMb });
  return {
    min,
    max,
    idleMs,
    on,
    name,
    init: init === undefined ? null : addressOf(init),
    maxTasksPerWorker,
    env,
    execArgv,
    memoryMb,
    host,
  };
}

/** How many workers, at least and at most. */
function checkNumbers({ size, min, max }: PoolOptions): { min: number; max: number } {
  if (size !== undefined) {
    checkCount('size', size, 1);
    if (min === undefined && max === undefined) return { min: size, max: size };
    throw new RangeError(
      'size is a fixed number of workers: leave it out where min or max is said',
    );
  }
  const parallel = process.getBuiltinModule('node:os').availableParallelism();
  if (min === undefined && max === undefined) return { min: parallel, max: parallel };
  const least = min ?? 0;
  const most = max ?? Math.max(parallel, least);
  checkCount('min', least, 0);
  checkCount('max', most, 1);
  if (least > most) throw outOfRange('min', `at most max, which is ${most}`, least);
  return { min: least, max: most };
}

function checkOn(on: unknown): void {
  if (on === 'thread' || on === 'process') return;
  const wrong = `on must be 'thread' or 'process', not ${describeValue(on)}`;
  throw typeof on === 'string' ? new RangeError(wrong) : new TypeError(wrong);
}

type Start = { [key in 'name' | 'env' | 'execArgv' | 'memoryMb' | 'cwd']?: unknown };

/** Checks how a worker is started. */
export function checkStart({ name, env, execArgv, memoryMb, cwd }: Start): void {
  if (memoryMb !== undefined) checkCount('memoryMb', memoryMb, MIN_MEMORY_MB);
  if (cwd !== undefined && typeof cwd !== 'string') throw wrongType('cwd', 'a string', cwd);
  if (typeof name !== 'string') throw wrongType('name', 'a string', name);
  if (env !== undefined && (typeof env !== 'object' || env === null))
    throw wrongType('env', 'an object of strings', env);
  for (const [key, value] of Object.entries(env ?? {})) {
    if (typeof value !== 'string') throw wrongType(`env.${key}`, 'a string', value);
  }
  if (execArgv === undefined) return;
  if (!Array.isArray(execArgv) || execArgv.some((flag) => typeof flag !== 'string'))
    throw wrongType('execArgv', 'an array of strings', execArgv);
}
