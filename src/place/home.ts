// Where a worker begins.
//
//   as installed   worker.ts, beside this file; published as offshoot-worker.js, beside the file that
//                  holds this one
//   in a bundle    the file that we were merged into. A bundler copies no file for workers, and each has
//                  another pattern by which it would; but every one of them keeps `import.meta.url`.
//
// In a bundle the worker imports that file, by the few lines of `bootstrap`. This module, evaluated in
// it, offers to begin. The user's program may stand in the same file: until it is evaluated
// `shared.loading` refuses to start it again. Perhaps it was evaluated before, by `--import`: so the offer
// is there whether anybody has asked or not.

import { fileURLToPath } from 'node:url';
import { NotPortableError, shared } from '../kernel/index.ts';
import { isBundled } from './bundle.ts';
import { work } from './worker/work.ts';

/** Of all copies of us in this thread, by the files that hold them. */
export interface Beginnings {
  /** The one that is to begin, in a bundle. */
  asked?: string;
  readonly offered: Map<string, () => void>;
}

const key = Symbol.for('offshoot.worker/2');
const home: string | undefined = import.meta.url;
const all = globalThis as unknown as Record<symbol, Beginnings | undefined>;
const beginnings: Beginnings = (all[key] ??= { offered: new Map() });

if (home !== undefined) {
  const isLoading = isBundled && beginnings.asked === home;
  if (isLoading) shared.loading = home;
  beginnings.offered.set(home, () => {
    if (isLoading) shared.loading = null;
    work();
  });
}

const bootstrap = (url: string): string => `
  const all = (globalThis[Symbol.for('offshoot.worker/2')] ??= { offered: new Map() });
  all.asked = ${JSON.stringify(url)};
  await import(all.asked);
  all.offered.get(all.asked)();
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
  return new URL(
    new URL(home).pathname.endsWith('.ts') ? './worker.ts' : './offshoot-worker.js',
    home,
  );
}
