// The machine: what it is, and how a process is kept on one core of it.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** One line about the machine and the Node that measures. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${availableParallelism()} x ${model}, ${memory}, ${type()} ${release()}, Node ${process.version}`;
}

/** How busy the machine was in the last minute; 1 is one core. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** How processes are kept on one core, for the reader of the results. */
export const pinning: string = canPin ? 'taskset -c 0' : 'not pinned: there is no taskset';

/** The command, kept on the given core if this machine can. */
export function pinned(command: string[], core: number): string[] {
  return canPin ? ['taskset', '-c', String(core), ...command] : command;
}

/** Keeps the main thread of this process on one core; threads that it has started stay free. */
export function pinMainThread(core: number): void {
  if (canPin) spawnSync('taskset', ['-p', '-c', String(core), String(process.pid)]);
}
