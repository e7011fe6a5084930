// Processes as the system sees them: from outside, through /proc.
import { readdirSync, readFileSync } from 'node:fs';

interface Seen {
  parent: number;
  /** It has ended, and nobody has asked how yet. */
  isZombie: boolean;
}

function look(pid: number): Seen | undefined {
  try {
    // `123 (name) S 45 ...`; the name may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(parent), isZombie: state === 'Z' };
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  const seen = look(pid);
  return seen !== undefined && !seen.isZombie;
}

/** The ids of the processes that `pid` has started and that run. */
export function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((child) => isAlive(child) && look(child)?.parent === pid);
}

export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** What it was started with. */
export function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

export function threadsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).length;
}
