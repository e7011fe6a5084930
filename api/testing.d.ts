// offshoot/testing, as of `npm run api`. Not published: the package's own declarations are.

import { OffshootError, NeverPerformed, Body, Scope } from 'offshoot/kernel';
export { NeverPerformed } from 'offshoot/kernel';

/**
 * A simulation failed. `kind` says how: a run `failed` with an error of its own (`cause`), took more
 * `steps` than allowed, left something behind (`leak`), waited for the world `outside`, was not the
 * same twice (`nondeterminism`), or a `replay` does not fit the program.
 */
declare class SimulationError extends OffshootError<'OFFSHOOT_SIMULATION'> {
    readonly code = "OFFSHOOT_SIMULATION";
    readonly kind: 'failed' | 'steps' | 'leak' | 'outside' | 'nondeterminism' | 'replay';
    constructor(kind: SimulationError['kind'], message: string, options?: {
        cause: unknown;
    });
}

/** A use of something that the simulation does not control. */
interface Use {
    /** `Date.now()`, `Math.random()`, `a promise`. */
    readonly what: string;
    /** The task that used it. */
    readonly task: string;
    /** The step, counted from 1. */
    readonly step: number;
    /** File, line and column, if the host tells. */
    readonly where?: string;
}

/** One step of a run. */
interface Step {
    /** The task; the second of one name is `name#2`. */
    readonly task: string;
    /** The virtual time, in milliseconds. */
    readonly at: number;
    /** What it did at the end of its slice: `waits for sleep of 5 ms`, `done`, `failed: message`. */
    readonly what: string;
}

/** The order in which ready tasks take turns. */
type Schedule = 'fifo' | 'random' | 'pct' | 'exhaustive';
/** What goes wrong in a simulation, besides the order of turns. */
interface Faults {
    /**
     * So many tasks, at most, are killed, each before some step; main never is. Who and when are choices
     * as all others: `exhaustive` tries all of them. Who joins a task that was killed gets KilledError.
     * Default: 0.
     */
    kills?: number;
}
/** How to simulate. */
interface SimulateOptions {
    /** Of the first run; each one after it adds 1. Default: 1, so that a test does the same each time. */
    seed?: number;
    /** How many runs at most. Default: 100; for `exhaustive` 10,000. */
    runs?: number;
    /**
     * `random`: each ready task is as likely as the next. `pct`: priorities, and few changes of turn in
     * unusual places. `exhaustive`: all schedules of a small program, one of each kind first. `fifo`: as
     * without a simulation.
     * Default: random.
     */
    schedule?: Schedule;
    /** For `pct`: how many steps in one order a bug may need, from 2 to 5. Default: takes turns. */
    depth?: number;
    /** Time moves when nothing else can. There is no other clock. */
    clock?: 'virtual';
    /** What goes wrong. Default: nothing. */
    faults?: Faults;
    /** A run that takes more steps fails. Default: 100,000. */
    maxSteps?: number;
    /** How long the host is waited for when nothing else can move, in milliseconds. Default: 1000. */
    outsideMs?: number;
    /** Each schedule is run twice and compared, and what depends on the host fails. Default: false. */
    checkDeterminism?: boolean;
    /** Runs one schedule, with its faults: what a failure gave as its `replay`. */
    replay?: string;
}

/** A schedule from which everything was left out that the failure does not need. */
interface Shrunk {
    readonly replay: string;
    /** How many choices differ from first in, first out. */
    readonly deviations: number;
    readonly steps: number;
    /** Who ran when, as text: a row a step, a column a task. */
    readonly lanes: string;
}
/** A run that failed. */
interface SimulationFailure {
    /** With this seed, the same schedule and faults, and `runs: 1` the same happens again. */
    readonly seed: number;
    /** `random`, `pct 3`. */
    readonly schedule: string;
    /** The run, counted from 1. */
    readonly run: number;
    /** In which step the error came out of a task. */
    readonly step: number;
    /** How many steps the run had. */
    readonly of: number;
    /** What main was left with. */
    readonly error: unknown;
    /** One line: `seed=7, schedule=random, step 12 of 31: balance is 1`. */
    readonly message: string;
    /** Repeats this run exactly: `simulate(main, { replay })`. */
    readonly replay: string;
    readonly shrunk: Shrunk;
}

/**
 * A number from 0 up to, not including, 1; with `n` a whole number from 0 to n - 1. Acts at once. In a
 * simulation it is a choice: the seed makes it, a replay repeats it, and `exhaustive` tries every
 * value below an `n` up to 16. Elsewhere it comes from the scheduler's generator.
 *
 * @throws RangeError if `n` is no whole number from 1 up.
 * @example
 * import { random, simulate } from 'offshoot/testing';
 *
 * const seen = new Set<number>();
 * await simulate(() => void seen.add(random(3)), { schedule: 'exhaustive' });
 * [...seen] // => [0, 1, 2]
 */
declare function random(n?: number): number;

/** What was run, and what came of it. */
interface SimulationReport {
    readonly runs: number;
    /** Of the first run. */
    readonly seed: number;
    /** How many of the runs took schedules of their own. */
    readonly distinct: number;
    /** Of all runs together. */
    readonly steps: number;
    /** `exhaustive`: the whole space was seen. */
    readonly complete: boolean;
    /** `exhaustive`: how much of it, from 0 to 1; a walk that chooses evenly ends there with this chance. */
    readonly seen: number | undefined;
    /** Who ran when: in the failing run, or if none failed in the first. */
    readonly trace: readonly Step[];
    /** What the first run (or the failing one) used that no schedule controls. */
    readonly uncontrolled: readonly Use[];
    /**
     * Operations that the first run made and never performed, one for each place: most often a `yield*`
     * is missing there. No failure; if there is none, they are also reported on the console.
     */
    readonly neverPerformed: readonly NeverPerformed[];
    /** The first run that failed; no more were run after it. */
    readonly failure?: SimulationFailure;
}
/**
 * Runs `main` in many schedules, in virtual time: an hour's sleep takes no time. Each run begins from
 * nothing, so main must make what its tasks share. Stops at the first failure: main's own error, a
 * deadlock, something left behind, or too many steps. It is in the report; `assertHolds` throws it.
 *
 * Resolves however the runs end. A run costs some microseconds a step.
 *
 * @throws RangeError or TypeError for a wrong option; SimulationError inside a simulation.
 * @example
 * import { go, pause } from 'offshoot';
 * import { simulate } from 'offshoot/testing';
 *
 * const report = await simulate(function* () {
 *   let balance = 0;
 *   function* deposit() {
 *     const before = balance;
 *     yield* pause();
 *     balance = before + 1;
 *   }
 *   yield* go(deposit);
 *   yield* go(deposit);
 *   if (balance !== 2) throw new Error(`balance is ${balance}`);
 * });
 * report.failure // => undefined
 */
declare function simulate<T>(main: Body<T, [Scope]>, options?: SimulateOptions): Promise<SimulationReport>;
/**
 * Throws the failure of a report, if it has one: SimulationError with the failure's one line, how to
 * replay it, and who ran when; its cause is the original error. Gives the report back. Acts at once.
 *
 * @example
 * import { assertHolds, simulate } from 'offshoot/testing';
 *
 * assertHolds(await simulate(function* () {}, { runs: 10 })).runs // => 10
 */
declare function assertHolds(report: SimulationReport): SimulationReport;

export { SimulationError, assertHolds, random, simulate };
export type { Faults, Schedule, Shrunk, SimulateOptions, SimulationFailure, SimulationReport, Step, Use };
