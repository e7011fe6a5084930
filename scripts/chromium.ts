// The Chromium that the browser tests drive: where it is, and what to do if there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const howToGetChromium =
  'no Chromium was found, and the browser tests need one: install it ' +
  '(Debian and Ubuntu: sudo apt-get install chromium), or say where it is: CHROMIUM=/path/to/chromium';

/** The path of a Chromium: what CHROMIUM says, or one that is installed; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const installed = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...installed, ...elsewhere].find((path) => existsSync(path));
}

/** Installs Debian's, where this user may; true if there is one afterwards. */
export function installChromium(): boolean {
  const begin = rootPrefix();
  if (begin === undefined) return false;
  console.log('installing Chromium for the browser tests: apt-get install chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...words: string[]): void => {
    const [command, ...rest] = [
      ...begin,
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...words,
    ];
    spawnSync(command!, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  // A list that is too old to be brought up to date may still name a Chromium that is there.
  apt('update');
  apt('install', '--yes', '--no-install-recommends', 'chromium');
  return findChromium() !== undefined;
}

/** What to put before apt-get: nothing as root, sudo where it asks for no password. */
function rootPrefix(): string[] | undefined {
  const answers = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (process.platform !== 'linux' || !answers('apt-get', '--version')) return undefined;
  if (process.getuid?.() === 0) return [];
  return answers('sudo', '-n', 'true') ? ['sudo', '-n'] : undefined;
}
