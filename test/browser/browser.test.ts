// The ground rooms in a real browser: the built modules as they are, and bundled and minified.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { startChromium, visit, type Visit } from './chromium.ts';
import { asleep, planted, sound } from './page/simulations.ts';
import { openSite, type Site } from './site.ts';

/** What each program of the page resolves with. */
const results: Record<string, [program: string, result: unknown]> = {
  'two tasks hand a ball to each other': [
    'pingPong',
    ['ping 0', 'pong 1', 'ping 2', 'pong 3', 'ping 4', 'pong 5'],
  ],
  'a select whose time runs out has taken nothing': [
    'selectInTime',
    ['late', 1, 'word', 'hello', 0],
  ],
  'a killed task runs its clean-up to its end, from the inside out': [
    'killWithCleanUp',
    [['inner closed', 'outer closed', 'deferred'], false, 'enough', 'killed'],
  ],
  'a signal stops the program, and its clean-up runs': [
    'stoppedBySignal',
    [['begun', 'closed'], 'KilledError', 'the tab is left'],
  ],
  "a wait ends with its signal's reason": ['waitUntilAborted', ['AbortError', true]],
  'a deadline comes when what was late has cleaned up': [
    'late',
    ['closed', 'TimeoutError', 'OFFSHOOT_TIMEOUT'],
  ],
  'a failure comes out of its scope when the others are closed': [
    'failingScope',
    ['closed', 'RangeError: the disk is full'],
  ],
  'stages push on what they let through, and the scope closes them': [
    'pipeline',
    ['python and ply', 'python and ply', 'ply', 'closed'],
  ],
  'locks let in as many as they say': ['exclusion', [2, 5]],
  'nobody passes a barrier before all have come': [
    'meeting',
    ['other comes', 'main comes', 'on', 'on'],
  ],
  'a circle of locks is refused by name': [
    'circle',
    ['OFFSHOOT_DEADLOCK', ['lock of mutex "a"', 'lock of mutex "b"']],
  ],
  'a program in which all wait goes on when the page wakes one': [
    'wokenByThePage',
    [true, 'from the page', 0],
  ],
  'a local holds over every wait of a generator, and is inherited': [
    'locals',
    ['abc', 'abc', 'none'],
  ],
  'in an async body a local is known until its first await': ['localsInAsync', ['abc', 'none']],
  'an async body knows its task until its first await, and its scope always': [
    'whoAmI',
    ['main', 'OFFSHOOT_NO_TASK', 'OFFSHOOT_NO_TASK', 'child'],
  ],
  'a scope that an async body awaits needs to be performed at once': [
    'awaitedScope',
    ['done', 'OFFSHOOT_NO_TASK'],
  ],
  'NO_TASK says what to do instead': [
    'noTask',
    'currentTask(): no task is running here. Call it inside run(); where async code has no context ' +
      '(after an await in a browser), use the scope that was passed to the body.',
  ],
  'a kill reaches an async body by its signal, and a wait that it performed at once': [
    'killAsync',
    ['promise(): KilledError', 'signal: KilledError', 'await went on'],
  ],
  'a task that pauses lets the page paint, and timers run': ['pausing', [true, true]],
  'tasks that never pause do, too': ['neverPausing', [true, true]],
};

let site: Site;
let browser: Browser;
let tabs: BrowserContext;

before(async () => {
  browser = await startChromium();
  tabs = await browser.newContext();
  site = await openSite();
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/** Runs `f` with a page of its own, and holds the page to silence and an orderly end. */
async function inPage(path: string, f: (page: Visit) => Promise<void>): Promise<void> {
  const there = await visit(tabs, site.url + path);
  try {
    await f(there);
    assert.deepEqual(await there.running(), [], 'programs still run in the page');
    assert.deepEqual(there.complaints, []);
  } finally {
    await there.page.close();
  }
}

for (const path of ['/modules', '/bundled']) {
  describe(`in Chromium, ${path.slice(1)}`, () => {
    for (const [title, [program, result]] of Object.entries(results)) {
      test(title, () =>
        inPage(path, async (page) => {
          assert.deepEqual(await page.run(program), result);
        }),
      );
    }

    test('clicks come as a channel, one after the other', () =>
      inPage(path, async (there) => {
        const said = there.run('clicks');
        const output = there.page.locator('#output');
        await there.page.getByText('listening').waitFor();
        for (const id of ['more', 'more', 'stop', 'more']) await there.page.click(`#${id}`);
        assert.deepEqual(await said, ['click on more', 'click on more']);
        assert.equal(await output.textContent(), '2 clicks');
      }));

    test('a request whose time is over is aborted, and the server hears it', () =>
      inPage(path, async (there) => {
        assert.deepEqual(await there.run('slowRequest'), ['TimeoutError', [true]]);
        while (site.waiting() > 0) await there.page.evaluate(() => undefined);
      }));

    test('a simulation finds the bug that it finds in Node, by the same choices', () =>
      inPage(path, async (page) => {
        assert.deepEqual(await page.run('planted'), await planted());
        assert.deepEqual(await page.run('sound'), await sound());
        assert.deepEqual(await page.run('asleep'), await asleep());
      }));

    test('clean-up that is given up is a warning on the console', async () => {
      const there = await visit(tabs, site.url + path);
      assert.equal(await there.run('abandonedCleanUp'), 'done');
      assert.match(there.complaints.join('\n'), /^warning: offshoot: .*"slow".*/);
      await there.page.close();
    });
  });
}

test('a rejection that nobody handles, and an error on the console, are complaints', async () => {
  const there = await visit(tabs, `${site.url}/modules`);
  await there.page.evaluate(() => {
    queueMicrotask(async () => {
      throw new Error('nobody handles this');
    });
    console.error('nor this');
  });
  while (there.complaints.length < 2) await there.page.evaluate(() => undefined);
  assert.deepEqual(there.complaints.toSorted(), [
    'error: nor this',
    'uncaught: Error: nobody handles this',
  ]);
  await there.page.close();
});
