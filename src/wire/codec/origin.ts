// Where a job was asked for: the caller's stack, for the error that may come home. It is put into
// words only if there is an error; but taking it is the dearest thing about a small job, so it is kept
// short.

import { fileURLToPath } from 'node:url';

/** Where this stands, as a file of its own or in that of its room; elsewhere a bundler has merged it into one of the user's. */
const asInstalled = /(src\/wire\/codec\/origin\.ts|dist\/offshoot-wire\.js)([?#].*)?$/;

/** Where our own lines stand. With source maps a line of `dist` is one of `src`, and a path. In a bundle nobody knows. */
const ours = asInstalled.test(String(import.meta.url)) ? ['src/', 'dist/'].flatMap(namesOf) : [];

function namesOf(folder: string): string[] {
  const url = new URL(import.meta.url.replace(asInstalled, folder));
  return [url.href, fileURLToPath(url)];
}

/** How many lines of the stack are kept, at most one of them ours: each costs 0.1 us, and memory while the job lasts. */
const LINES = 3;
/** The same, where nobody says which lines are ours. */
const LINES_WITH_OURS = 6;

/** The stack of whoever asked for a job. */
export class Origin {
  declare readonly stack: string;

  /** Whoever asks has called `method` of `owner`, which is under way: so its caller stands first. */
  constructor(owner?: object, method?: string) {
    const asked = method === undefined ? undefined : (owner as Record<string, Function>)[method];
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = asked === undefined ? LINES_WITH_OURS : LINES;
    Error.captureStackTrace(this, asked ?? Origin);
    Error.stackTraceLimit = before;
  }

  /** Its lines, without those of this package. */
  frames(): string[] {
    const [, ...frames] = this.stack.split('\n');
    return withoutOurs(frames);
  }
}

/** Generators that are resumed, and async context that is set: they come with our own lines. */
const between =
  /(\.(next|return|throw) \(<anonymous>\)|at Async(LocalStorage\.run|Resource\.runInAsyncScope) \(node:.*\))$/;

/** Lines of a stack, without those of this package: they are the same for everybody. */
export function withoutOurs(frames: string[]): string[] {
  return frames.filter(
    (frame) => !ours.some((folder) => frame.includes(folder)) && !between.test(frame),
  );
}
