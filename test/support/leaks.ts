// `import '../support/leaks.ts'` makes every test of the file fail that leaves something running:
// a program, a thread, a child process, a server, a socket, or a timer that keeps Node alive.
//
// A test gets a moment for what ends by itself; a test that needs longer should wait for it.
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { programs } from 'offshoot/kernel';

const watched = /^(Timeout|Immediate|Worker|MessagePort|ProcessWrap|(TCP|UDP|Pipe)\w*Wrap)$/;
const moments = [0, 1, 5, 20, 100, 300];

type Running = { programs: ReturnType<typeof programs>; resources: Map<string, number> };

/** What runs, and what keeps this process busy: how many of each kind. */
function running(): Running {
  const resources = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (watched.test(kind)) resources.set(kind, (resources.get(kind) ?? 0) + 1);
  }
  return { programs: programs(), resources };
}

/** What runs now and did not before, in words: `2 × Timeout`. */
function leaksSince(before: Running): string[] {
  const now = running();
  const leaks = now.programs
    .filter((program) => !before.programs.includes(program))
    .map(({ name, tasks }) => `program "${name}" with ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`);
  for (const [kind, count] of now.resources) {
    const more = count - (before.resources.get(kind) ?? 0);
    if (more > 0) leaks.push(`${more} × ${kind}`);
  }
  return leaks;
}

let before = running();

beforeEach(() => {
  before = running();
});

afterEach(async () => {
  let leaks = leaksSince(before);
  for (const ms of moments) {
    if (leaks.length === 0) return;
    await wait(ms);
    leaks = leaksSince(before);
  }
  if (leaks.length > 0) throw new Error(`the test left running: ${leaks.join(', ')}`);
});
