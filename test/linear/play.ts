// A random program over one thing: a few tasks that call it, are cut, and are killed by `simulate`. What
// they saw is checked against the model. Each run of a simulation is another program.
import { type Coroutine, go, sleep } from 'offshoot';
import { SeededRandom } from 'offshoot/kernel';
import { type Schedule, simulate, type SimulationReport } from 'offshoot/testing';
import { explain, type Model } from './checker.ts';
import { History } from './history.ts';

/** Something to be checked. */
export interface Subject<S = unknown, C = unknown> {
  readonly name: string;
  readonly model: Model<S, C>;
  /** Makes one, and what tasks do with it. */
  make(history: History<C>): Deeds;
}

/** What a task does with a subject. */
interface Deeds {
  /** Something, by chance. */
  deed(task: number): Coroutine<unknown>;
  /** At its end, however it ends. Acts at once. */
  leave?(task: number): void;
  /** Is somebody's body under way, so that others wait although all is quiet? */
  busy?(): boolean;
}

/** Sizes of a program. */
interface Size {
  tasks: number;
  /** How much each task does. */
  length: number;
}

/** `seed`: always the same program; otherwise each run makes another one. */
function programOf<S, C>(subject: Subject<S, C>, { tasks, length }: Size, seed?: number) {
  return function* program(): Coroutine<void> {
    const chance = seed === undefined ? undefined : new SeededRandom(seed);
    const history = new History<C>(chance && ((n) => chance.below(n)));
    const deeds = subject.make(history);
    const running = Array.from({ length: tasks }, (_, task) => {
      return go(function* actor() {
        try {
          for (let left = length; left > 0; left--) yield* deeds.deed(task);
        } finally {
          deeds.leave?.(task);
        }
      });
    });
    // Between the milliseconds of all others: time has moved, so nobody was ready.
    yield* sleep(0.5);
    for (let ms = 0; ms < 8; ms++) {
      // A fault may have woken one.
      const woken = running.some(({ state }) => state === 'ready');
      if (!woken && deeds.busy?.() !== true) history.quiet();
      yield* sleep(1);
    }
    for (const task of running) task.kill();
    for (const task of running) {
      const outcome = yield* task.outcome();
      if (!outcome.ok && !outcome.killed) throw outcome.error;
    }
    const unexplained = explain(subject.model, history.events);
    if (unexplained !== undefined) throw new Error(`${subject.name}: ${unexplained}`);
  };
}

/** Plays random programs, each in a schedule of its own, with two kills. */
export function explore<S, C>(
  subject: Subject<S, C>,
  schedule: Schedule,
  runs: number,
): Promise<SimulationReport> {
  const program = programOf(subject, { tasks: 4, length: 4 });
  return simulate(program, { schedule, runs, faults: { kills: 2 }, maxSteps: 5000 });
}

/** Plays one small program in every schedule, with one kill anywhere. */
export function exhaust<S, C>(
  subject: Subject<S, C>,
  seed: number,
  runs: number,
): Promise<SimulationReport> {
  const program = programOf(subject, { tasks: 2, length: 2 }, seed);
  return simulate(program, { schedule: 'exhaustive', runs, faults: { kills: 1 }, maxSteps: 5000 });
}
