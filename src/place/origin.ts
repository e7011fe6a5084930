// Where a job was asked for: the caller's stack, for the error that may come home. Capturing it is
// cheap, and it is put into words only if there is an error.

const ours = new URL('..', import.meta.url).href;

/** The stack of whoever called `of`. */
export class Origin {
  readonly #captured: { stack?: string } = {};

  constructor(of: (...args: never[]) => unknown) {
    Error.captureStackTrace(this.#captured, of);
  }

  /** Its lines, without those of this package. */
  frames(): string[] {
    const [, ...frames] = (this.#captured.stack ?? '').split('\n');
    return withoutOurs(frames);
  }
}

/** Lines of a stack, without those of this package: they are the same for everybody. */
export function withoutOurs(frames: string[]): string[] {
  return frames.filter((frame) => !frame.includes(ours));
}
