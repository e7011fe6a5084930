// What a worker has to say to its caller, several endings in one message.
//
// An ending is not kept back for the sake of a full message: it goes before a job begins that may
// take long (workbench.ts), and otherwise within HOLD_MS or when there is nothing more to do. What has
// not gone when the worker dies is lost: its callers get WorkerLostError for a job that was through.

import { type Extra, type Form, packThrown, refusal, flatten } from '../../wire/index.ts';
import { forExtrasOfEnding } from '../extras.ts';
import { type Ending, ERROR, type FromWorker, VALUE } from '../protocol.ts';

/** The longest that an ending waits for company, in milliseconds. */
const HOLD_MS = 0.5;

/** An ending, and the memory that moves with it. */
export interface Report {
  ending: Ending;
  transfer: readonly ArrayBuffer[];
}

/** Throws if the message cannot be copied. The memory in `transfer` moves. */
export type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

export class Outbox {
  /** How `post` copies. */
  readonly form: Form;
  readonly post: Post;
  /** What belongs into a value that is not sent after all. */
  unsent: (extra: Extra) => void = () => {};
  #reports: Report[] = [];
  #ms = 0;
  #since = 0;

  constructor(form: Form, post: Post) {
    this.form = form;
    this.post = post;
  }

  /** Adds the ending of a job that took `ms`, at the time `now`. */
  add(report: Report, ms: number, now: number): void {
    if (this.#reports.length === 0) this.#since = now;
    this.#reports.push(report);
    this.#ms += ms;
    if (now - this.#since > HOLD_MS) this.flush();
  }

  /** Sends what there is. */
  flush(): void {
    const reports = this.#reports;
    const ms = this.#ms;
    if (reports.length === 0) return;
    this.#reports = [];
    this.#ms = 0;
    if (this.#send(reports, ms) === undefined) return;
    for (const report of reports) this.#sendAlone(report, ms / reports.length);
  }

  /** What it threw, if it did: packed values can be copied, unless there is a proxy or its like among them. */
  #send(reports: readonly Report[], ms: number): { cause: unknown } | undefined {
    const entries = reports.map(({ ending }) => ending);
    try {
      this.post(flatten(entries, [ms]), movingWith(reports));
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }

  /** A result that cannot be copied becomes an error that says which part of it. */
  #sendAlone(report: Report, ms: number): void {
    const failure = this.#send([report], ms);
    if (failure === undefined) return;
    const [id, how, what, extra, before] = report.ending;
    if (how === ERROR && before !== undefined) {
      if (before[1] !== null) this.unsent(before[1]);
      this.#sendAlone({ ending: [id, how, what, extra], transfer: report.transfer }, ms);
      return;
    }
    forExtrasOfEnding(report.ending, this.unsent);
    const { form } = this;
    const error = refusal(what, how === VALUE ? 'result' : 'error', { form }, failure.cause);
    const packed = packThrown(error, { form });
    this.#sendAlone({ ending: [id, ERROR, packed.value, packed.extra], transfer: [] }, ms);
  }
}

function movingWith(reports: readonly Report[]): readonly ArrayBuffer[] {
  if (reports.length === 1) return reports[0]!.transfer;
  const isMoving = reports.some(({ transfer }) => transfer.length > 0);
  return isMoving ? reports.flatMap(({ transfer }) => transfer) : [];
}
