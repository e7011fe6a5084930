// The system's Chromium, driven from here. A page that complains fails its test.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from '../../scripts/chromium.ts';

/** Starts Chromium without a window; throws, with what to do, where there is none. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  // Its sandbox cannot be had as root, nor in most containers; it sees no page but ours.
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

/** A page with its programs loaded, and what it complained about: its console, and what nobody caught. */
export interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  /** Runs a program of the page; gives what it resolves with. */
  run(program: string): Promise<unknown>;
  /** The programs that still run there. */
  running(): Promise<unknown>;
}

interface Programs {
  programs: Record<string, () => Promise<unknown>>;
  running(): { name: string }[];
}

/** Opens a page of the site and waits until it has loaded. */
export async function visit(browser: BrowserContext, url: string): Promise<Visit> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
  await page.goto(url);
  await page.waitForFunction(() => 'programs' in globalThis);
  return {
    page,
    complaints,
    run: (program) =>
      page.evaluate((name) => (globalThis as unknown as Programs).programs[name]!(), program),
    running: () =>
      page.evaluate(() =>
        (globalThis as unknown as Programs).running().map((program) => program.name),
      ),
  };
}
