// What a job takes along from the task that asks for it: the values of locals, and how much time is left.

import { bindCrossed, type Bindings, crossing, dueAt, whoIsRunning } from '../kernel/index.ts';
import { type Extra, pack, type PackOptions, unpack, type UnpackOptions } from '../wire/index.ts';

/** On its way: the milliseconds that are left, then each local: where it is made, its value. */
export type PackedContext = readonly [
  ms: number,
  ...locals: readonly (readonly [site: string, value: unknown, extra: Extra | null])[],
];

export class JobContext {
  readonly #bindings: Bindings | null;
  /** By the scheduler's clock. */
  readonly #dueAt: number;

  private constructor(bindings: Bindings | null, due: number) {
    this.#bindings = bindings;
    this.#dueAt = due;
  }

  /** Of the task that is running; null if it has nothing to take along. `isAwaited`: it waits for the job. */
  static here(isAwaited: boolean): JobContext | null {
    const task = whoIsRunning();
    if (task === null) return null;
    const due = isAwaited ? dueAt(task) : Infinity;
    return task.bindings === null && due === Infinity ? null : new JobContext(task.bindings, due);
  }

  /** A local whose value cannot travel stays behind. */
  pack(now: number, options: PackOptions): PackedContext {
    const locals: [string, unknown, Extra | null][] = [];
    for (const [site, value] of crossing(this.#bindings)) {
      try {
        const packed = pack(value, 'a local', options);
        locals.push([site, packed.value, packed.extra]);
      } catch {
        // A connection, say: no use elsewhere.
      }
    }
    return [Math.max(0, this.#dueAt - now), ...locals];
  }
}

/** Binds the locals that came along. Only when the modules are there that made them. */
export function bindLocals(
  [, ...locals]: PackedContext,
  outer: Bindings | null,
  options: UnpackOptions,
): Bindings | null {
  return bindCrossed(
    locals.map(([site, value, extra]) => [site, unpack(value, extra, options)] as const),
    outer,
  );
}
