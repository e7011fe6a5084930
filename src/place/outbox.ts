// What a worker has to say to its caller, several endings in one message.
//
// An ending is not kept back for the sake of a full message: it goes before a job begins that may
// take long (workbench.ts), and otherwise within HOLD_MS or when there is nothing more to do. What has
// not gone when the worker dies is lost: its callers get WorkerLostError for a job that was through.

import { packError } from './error-pack.ts';
import { flatten } from './flat.ts';
import { type Ending, ERROR, type FromWorker, UNREADABLE, VALUE } from './protocol.ts';
import { isSmall } from './readable.ts';
import { type Copy, uncloneable } from './uncloneable.ts';

/** Throws if the message cannot be copied; `otherwise` arrives if it cannot be read (readable.ts). */
export type Post = (message: FromWorker, otherwise?: FromWorker) => void;

/** The longest that an ending waits for company, in milliseconds. */
const HOLD_MS = 0.5;

export class Outbox {
  readonly post: Post;
  readonly #copy: Copy;
  #endings: Ending[] = [];
  #ms = 0;
  #since = 0;

  /** `copy` copies as `post` does. */
  constructor(post: Post, copy: Copy) {
    this.post = post;
    this.#copy = copy;
  }

  /** Adds the ending of a job that took `ms`, at the time `now`. */
  add(ending: Ending, ms: number, now: number): void {
    if (this.#endings.length === 0) this.#since = now;
    this.#endings.push(ending);
    this.#ms += ms;
    if (now - this.#since > HOLD_MS) this.flush();
  }

  /** Sends what there is. */
  flush(): void {
    const endings = this.#endings;
    const ms = this.#ms;
    if (endings.length === 0) return;
    this.#endings = [];
    this.#ms = 0;
    if (this.#sendTogether(endings, ms)) return;
    for (const ending of endings) this.#sendAlone(ending, ms / endings.length);
  }

  #sendTogether(endings: Ending[], ms: number): boolean {
    if (!endings.every(isSmall)) return false;
    try {
      this.post({ is: 'ended', endings: flatten(endings), ms });
      return true;
    } catch {
      return false;
    }
  }

  /** A result that cannot be copied becomes an error that says which part of it. */
  #sendAlone(ending: Ending, ms: number): void {
    const [id, how, what] = ending;
    const otherwise: FromWorker = { is: 'ended', endings: flatten([[id, UNREADABLE]]), ms };
    try {
      this.post({ is: 'ended', endings: flatten([ending]), ms }, otherwise);
    } catch (cause) {
      // An error was packed so that it can be copied (error-pack.ts), which the results before it were
      // not. If that was not it, there is no more to say.
      if (how === ERROR && ending.length > 3) this.#sendAlone([id, how, what], ms);
      else if (how !== VALUE) this.post(otherwise);
      else
        this.#sendAlone([id, ERROR, packError(uncloneable('result', what, cause, this.#copy))], ms);
    }
  }
}
