// `import '../support/leaks.ts'` makes every test of the file fail that leaves something running:
// a program, a thread, a child process, a server, a socket, or a timer that keeps Node alive.
//
// A test gets a moment for what ends by itself; a test that needs longer should wait for it.
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { programs } from 'offshoot/kernel';

const watched = /^(Timeout|Immediate|Worker|MessagePort|ProcessWrap|(TCP|UDP|Pipe)\w*Wrap)$/;
const moments = [0, 1, 5, 20, 100, 300];

/** What keeps this process busy: how many of each kind. */
function busy(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (watched.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What runs now and did not before, each as `2 × Timeout`. */
function leaksSince(before: Map<string, number>): string[] {
  const leaks = programs().map(({ name, tasks }) => `program "${name}" with ${tasks} tasks`);
  for (const [kind, count] of busy()) {
    const more = count - (before.get(kind) ?? 0);
    if (more > 0) leaks.push(`${more} × ${kind}`);
  }
  return leaks;
}

let before = new Map<string, number>();

beforeEach(() => {
  before = busy();
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
