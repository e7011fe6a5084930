// Runs contestants by turns, each sample a process of its own, and collects their figures.
import { spawnSync } from 'node:child_process';
import { load, machine, pinning } from './machine.ts';
import { prepare, type Program } from './programs.ts';
import type { Contestant, Row } from './rows.ts';
import { shuffled } from './statistics.ts';

/** The samples of one contestant, or why there are none. */
export interface ContestantResult {
  name: string;
  title: string;
  program: string;
  count: number;
  version?: string;
  sha256?: string;
  missing?: string;
  /** Raw, in the order of the runs. */
  samples: Record<string, { unit: string; values: number[] }>;
}

/** What was measured of a row, and on what. */
export interface RowResult {
  row: string;
  at: string;
  machine: string;
  /** How a contestant on one core was kept there. */
  pinning: string;
  runs: number;
  seed: number;
  clock: Sampling['clock'];
  /** How busy the machine was before and after. */
  load: [number, number];
  seconds: number;
  contestants: ContestantResult[];
}

/** How often, and in which order. */
export interface Sampling {
  runs: number;
  seed: number;
  /** `wall`; or `processor`, which other work on the machine disturbs less. */
  clock: 'wall' | 'processor';
}

const longestMs = 180_000;

/** Measures a row: each round has every contestant once, in an order of its own. */
export function sampleRow(row: Row, { runs, seed, clock }: Sampling): RowResult {
  const [began, before] = [Date.now(), load()];
  const results = row.contestants.map(begin);
  const ready = results.filter(({ program }) => program !== null);
  for (let round = 0; round < runs; round++) {
    for (const entrant of shuffled(ready, seed + round)) {
      tell(`${row.name} ${round + 1}/${runs} ${entrant.result.name}`);
      if (entrant.result.missing === undefined) sample(entrant, clock);
    }
  }
  tell('');
  return {
    row: row.name,
    at: new Date(began).toISOString(),
    machine: machine(),
    pinning,
    runs,
    seed,
    clock,
    load: [before, load()],
    seconds: Math.round((Date.now() - began) / 1000),
    contestants: results.map(({ result }) => result),
  };
}

interface Entrant {
  contestant: Contestant;
  program: Program | null;
  result: ContestantResult;
}

function begin(contestant: Contestant): Entrant {
  const { name, title, program: path, count } = contestant;
  const found = prepare(contestant);
  const result: ContestantResult = { name, title, program: path, count, samples: {} };
  if ('missing' in found) {
    result.missing = found.missing;
    return { contestant, program: null, result };
  }
  result.version = found.version;
  result.sha256 = found.sha256;
  return { contestant, program: found, result };
}

/** One process. A peer that fails is left out from then on, and said to have failed; ours must not. */
function sample({ contestant, program, result }: Entrant, clock: string): void {
  const [command, ...args] = program!.command;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, signal, stdout, stderr, error } = spawnSync(command!, args, {
    encoding: 'utf8',
    env: { ...env, ...program!.env, BENCH_CLOCK: clockOf(contestant, clock) },
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  if (signal === 'SIGINT') throw new Error('interrupted');
  if (status !== 0) {
    const why = error?.message ?? stderr.trim().split('\n').slice(-12).join('\n');
    const failure = `${contestant.program} ended with ${status ?? signal}: ${why}`;
    if (contestant.kind === 'ours' || contestant.kind === 'bare') throw new Error(failure);
    console.error(failure);
    result.missing = `failed: ${status ?? signal}`;
    return;
  }
  for (const line of stdout.trim().split('\n')) {
    const { metric, value, unit } = JSON.parse(line) as {
      metric: string;
      value: number;
      unit: string;
    };
    (result.samples[metric] ??= { unit, values: [] }).values.push(value);
  }
}

/** The processor's clock adds up what all cores spend, and says nothing about who has several. */
function clockOf({ cores }: Contestant, clock: string): string {
  return cores === 'one' ? clock : 'wall';
}

/** Says on a terminal what is under way. */
function tell(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
}
