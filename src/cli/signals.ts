// Ctrl-C and SIGTERM. The first one asks all programs to stop, and from then on no other one starts;
// when they have ended, so does the process, whatever else may keep it alive. The second one ends it
// at once: with our listeners gone, the system does that itself, even while a native call blocks every
// thread that we have.
//
// The first way is exit code 130, the second what the system says: to a shell 130 or 143 (SIGTERM).

import { shared } from '../kernel/index.ts';
import { complain, say } from './complain.ts';
import { endThreads, watchThreads } from './threads.ts';

const names = ['SIGINT', 'SIGTERM'] as const;
type Name = (typeof names)[number];

/** How often to look whether the programs have ended, and after how long to say that it takes a while. */
const lookMs = 5;
const patienceMs = 700;

let stoppedBy: Name | undefined;

/** Has one of the signals come? */
export function interrupted(): boolean {
  return stoppedBy !== undefined;
}

/** A program that was stopped rejects with this: no news for anybody. (By name: it may come from another copy.) */
export function isKill(error: unknown): boolean {
  return error instanceof Error && error.name === 'KilledError';
}

/** From now on signals end programs in order. */
export function stopOnSignals(): void {
  watchThreads();
  for (const name of names) process.on(name, stop);
}

function stop(name: Name): void {
  stoppedBy = name;
  process.exitCode = 130;
  // Those of the program, which are being called now, too: the next one is for the system.
  for (const each of names) process.removeAllListeners(each);
  process.on('unhandledRejection', (error) => isKill(error) || complain(error));
  shared.stopping = { reason: name };
  const asked = [...shared.programs];
  for (const program of asked) program.stop(name);
  const patience = setTimeout(() => say('stopping; Ctrl-C ends it at once'), patienceMs);
  const looking = setInterval(() => {
    if (asked.some((program) => shared.programs.has(program))) return;
    clearInterval(looking);
    clearTimeout(patience);
    leave().catch(complain);
  }, lookMs);
}

async function leave(): Promise<void> {
  // The terminal has written ^C where the cursor was.
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  say(`stopped by ${stoppedBy}`);
  if (await endThreads()) process.exit();
  process.kill(process.pid, 'SIGINT');
}
