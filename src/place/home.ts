// Where a worker begins: in the file that holds this module, for that is there, whatever becomes of the
// others. A bundler copies no file for workers, and each has another pattern by which it would; but every
// one of them keeps `import.meta.url`.
//
//   as installed   offshoot-place.js, and what it imports, is all that a worker needs: one file less to
//                  load than with one of its own. It begins when it is what the worker was given.
//   in a bundle    the worker imports the file that we were merged into, by the few lines of `bootstrap`.
//                  This module, evaluated in it, sees that it was asked for, and offers to begin. The
//                  user's program may stand in the same file: until it is evaluated `shared.loading`
//                  refuses to start it again.

import { fileURLToPath } from 'node:url';
import { NotPortableError, shared } from '../kernel/index.ts';
import { isBundled } from './bundle.ts';
import { work } from './worker/work.ts';

/** What `bootstrap` leaves for the file that it imports, and finds there afterwards. */
interface Asked {
  readonly home: string;
  begin?: () => void;
}

const key = Symbol.for('offshoot.worker/1');
const home: string | undefined = import.meta.url;
const asked = (globalThis as unknown as Record<symbol, Asked | undefined>)[key];

if (isBundled && asked !== undefined && asked.home === home) {
  shared.loading = home;
  asked.begin = () => {
    shared.loading = null;
    work();
  };
}
// When all of the file is evaluated, of which this may be the middle.
if (!isBundled && import.meta.main) queueMicrotask(work);

const bootstrap = (url: string): string => `
  const asked = (globalThis[Symbol.for('offshoot.worker/1')] = { home: ${JSON.stringify(url)} });
  await import(asked.home);
  asked.begin();
`;

/**
 * What a worker is to run; NotPortableError in a CommonJS bundle.
 *
 * In a bundle it is code, not the file, because `import.meta.main` is true in what a worker is given.
 */
export function entry(): URL {
  return entryFrom(home, isBundled);
}

/** The same, as the arguments of a process. */
export function entryArguments(): string[] {
  if (home !== undefined && isBundled) return ['--input-type=module', '--eval', bootstrap(home)];
  return [fileURLToPath(entry())];
}

/** The same, where this file has the URL `home`. */
export function entryFrom(home: string | undefined, bundled: boolean): URL {
  if (home === undefined)
    throw new NotPortableError(
      'a bundler has written Offshoot into CommonJS, where import.meta.url is missing, so no worker finds it. ' +
        'Have it write ES modules.',
    );
  if (bundled) return new URL(`data:text/javascript,${encodeURIComponent(bootstrap(home))}`);
  return new URL(new URL(home).pathname, home);
}
