// `import '../support/outside.ts'` makes every test of the file fail that leaves something which the
// system can see: a thread or a descriptor of this process, a child of it. Counted from outside, by /proc,
// whatever Node knows of them (leaks.ts asks Node).
//
// A test that has ended well waits for what is still on its way out: that takes as long as it takes.
import { afterEach, before, beforeEach } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from 'offshoot';
import { processPlace, thread } from 'offshoot/place';
import { childrenOf, descriptorsOf, threadsOf } from './proc.ts';

/** A machine that has not come to it by then will not. */
const MOST_MS = 20_000;

interface Seen {
  threads: number;
  descriptors: number;
  children: number[];
}

function look(): Seen {
  const { pid } = process;
  return { threads: threadsOf(pid), descriptors: descriptorsOf(pid), children: childrenOf(pid) };
}

/** What is there and was not before, in words. */
function left(earlier: Seen): string[] {
  const now = look();
  const words: string[] = [];
  for (const what of ['threads', 'descriptors'] as const)
    if (now[what] > earlier[what]) words.push(`${now[what]} ${what}, ${earlier[what]} before`);
  const children = now.children.filter((child) => !earlier.children.includes(child));
  if (children.length > 0) words.push(`children: ${children.join(' ')}`);
  return words;
}

/** Waits until there is no more than there was. */
async function asBefore(earlier: Seen): Promise<void> {
  const since = performance.now();
  for (let words = left(earlier); words.length > 0; words = left(earlier)) {
    if (performance.now() - since > MOST_MS) throw new Error(`still there: ${words.join('; ')}`);
    await wait(10);
  }
}

let earlier = look();

/** What Node starts once, and keeps, is there from now on; what ended has gone. */
before(async () => {
  await run(function* () {
    yield* thread();
    yield* processPlace();
  });
  for (let quiet = 0, seen = ''; quiet < 20; await wait(10)) {
    const now = JSON.stringify(look());
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
  }
});

beforeEach(() => {
  earlier = look();
});

afterEach(() => asBefore(earlier));
