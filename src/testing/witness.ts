// Sees what happens in one run: who took which step, what failed and when, who is still alive. In
// detail only if asked: a description costs more than the step it describes.

import {
  type currentFiber,
  type Observer,
  type Runnable,
  type Scheduler,
  type Task,
  waitOutside,
} from '../kernel/index.ts';
import type { Hash } from './choices.ts';
import type { Use } from './uncontrolled.ts';

/** One step of a run. */
export interface Step {
  /** The task; the second of one name is `name#2`. */
  readonly task: string;
  /** The virtual time, in milliseconds. */
  readonly at: number;
  /** What it did at the end of its slice: `waits for sleep of 5 ms`, `done`, `failed: message`. */
  readonly what: string;
}

type Fiber = ReturnType<typeof currentFiber>;

export class Witness implements Observer {
  steps = 0;
  /** Async code takes part in this run. */
  sawAsync = false;
  readonly trace: { task: string; at: number; what: string }[] = [];
  readonly uses: Use[] = [];
  readonly #scheduler: () => Scheduler;
  readonly #detailed: boolean;
  readonly #hash: Hash;
  readonly #elsewhere: Observer | null;
  /** Each task of this run that was seen, and which one it is. */
  readonly #ids = new Map<object, number>();
  readonly #labels = new Map<object, string>();
  readonly #names = new Map<string, number>();
  readonly #alive = new Set<Task<unknown>>();
  readonly #failures: { error: unknown; step: number }[] = [];

  constructor(
    scheduler: () => Scheduler,
    hash: Hash,
    detailed: boolean,
    elsewhere: Observer | null,
  ) {
    this.#scheduler = scheduler;
    this.#hash = hash;
    this.#detailed = detailed;
    this.#elsewhere = elsewhere;
  }

  // ---- told by the world

  /** A step begins. */
  step(runnable: Runnable, at: number): void {
    this.steps++;
    const { owner } = runnable;
    if (owner !== undefined) this.sawAsync = true;
    const who = owner ?? runnable;
    this.#hash.add(this.#idOf(who));
    if (!this.#detailed) return;
    this.trace.push({ task: this.#labelOf(who), at, what: owner === undefined ? '' : 'goes on' });
  }

  /** Whom a fault may kill: tasks of users', not main, and not what a select or an `all` is made of. */
  victims(): Fiber[] {
    return [...this.#alive].filter((task) => {
      const { home, killing, extras } = task as unknown as Fiber;
      return task !== home.program.main && killing === null && extras.partOf === undefined;
    }) as unknown as Fiber[];
  }

  /** A fault kills a task: a step of its own. */
  fault(task: Fiber, at: number): void {
    this.steps++;
    this.#hash.add(-this.#idOf(task));
    if (this.#detailed) this.trace.push({ task: this.#labelOf(task), at, what: 'is killed' });
  }

  /** Something outside may wake a task now, and nobody can say when. */
  noteOutside(): void {
    if (!this.#detailed) return;
    for (const { task } of waitOutside(this.#scheduler())) {
      if (!this.uses.some((use) => use.what === 'a promise' && use.task === task)) {
        this.uses.push({ what: 'a promise', task, step: this.steps });
      }
    }
  }

  // ---- told by the kernel

  started(task: Task<unknown>): void {
    if (!this.#isOurs(task)) return this.#elsewhere?.started?.(task);
    this.#alive.add(task);
    this.#idOf(task);
    if (this.#detailed) this.#labelOf(task);
  }

  resumed(task: Task<unknown>): void {
    if (!this.#isOurs(task)) this.#elsewhere?.resumed?.(task);
  }

  suspended(task: Task<unknown>): void {
    if (!this.#isOurs(task)) return this.#elsewhere?.suspended?.(task);
    const { asyncBody, waiting } = task as unknown as Fiber;
    if (asyncBody !== null) this.sawAsync = true;
    if (!this.#detailed) return;
    if (waiting !== null) this.#tell(task, `waits for ${waiting.describe()}`);
    else this.#tell(task, 'runs async code');
  }

  ended(task: Task<unknown>): void {
    if (!this.#isOurs(task)) return this.#elsewhere?.ended?.(task);
    this.#alive.delete(task);
    const { state } = task;
    const { result } = task as unknown as Fiber;
    if (state === 'failed') this.#failures.push({ error: result, step: this.steps });
    if (this.#detailed)
      this.#tell(task, state === 'failed' ? `failed: ${messageOf(result)}` : state);
  }

  // ---- asked at the end

  /** In which step an error first came out of a task. */
  stepOf(error: unknown): number {
    return this.#failures.find((failure) => failure.error === error)?.step ?? this.steps;
  }

  /** Tasks that have not ended. */
  get alive(): string[] {
    return [...this.#alive].map(({ name }) => name);
  }

  #isOurs(task: Task<unknown>): boolean {
    return (task as unknown as Fiber).scheduler === this.#scheduler();
  }

  /** What a task did in its own slice; what happens to it in another's is told by that one. */
  #tell(task: Task<unknown>, what: string): void {
    const step = this.trace.at(-1);
    if (step?.task === this.#labelOf(task)) step.what = what.replaceAll(/"task \d+"/g, '"task"');
  }

  #idOf(who: object): number {
    let id = this.#ids.get(who);
    if (id === undefined) this.#ids.set(who, (id = this.#ids.size + 1));
    return id;
  }

  #labelOf(who: object): string {
    let label = this.#labels.get(who);
    if (label !== undefined) return label;
    const name = nameOf(who);
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    label = count === 1 ? name : `${name}#${count}`;
    this.#labels.set(who, label);
    return label;
  }
}

/** A task that was not named is called after its number, which is another one in each run. */
function nameOf(who: object): string {
  const { name = 'async code' } = who as { name?: string };
  return /^task \d+$/.test(name) ? 'task' : name;
}

/** The first line of what went wrong. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0]!;
}
