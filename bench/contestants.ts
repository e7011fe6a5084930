// Rows and their contestants: what they are made of.

/** How a program is run: ours from the packed package; Node alone; Go; Erlang; Python; a library of npm. */
export type Kind = 'ours' | 'bare' | 'go' | 'erlang' | 'python' | 'npm';

/** One program, run one way. */
export interface Contestant {
  /** Tells it from the others of its row. */
  name: string;
  title: string;
  kind: Kind;
  /** Its file, from this folder. */
  program: string;
  variant: string;
  /** How often it does the work. */
  count: number;
  /** One core, the same for all; or as many as there are. */
  cores: 'one' | 'all';
  /** The library it needs. */
  library?: string;
}

/** Ours is to be at most, or at least, so many times what another is; or at most, or at least, so much. */
export interface Target {
  metric: string;
  atMost?: number;
  atLeast?: number;
  /** Names of contestants; without them the limit is a figure of ours. */
  against?: string[];
}

/** One kind of work. */
export interface Row {
  name: string;
  title: string;
  contestants: Contestant[];
  targets: Target[];
  /** The metrics that the picture shows, with their titles there. */
  pictured: Record<string, string>;
}

type More = Partial<Contestant>;

export function ours(work: string, count: number, more: More = {}): Contestant {
  return of('ours', 'Offshoot', 'ours', `ours/${work}.ts`, count, more);
}

/** The same, while tasks are killed and every wait is a select with a silent case. */
export function disturbed(work: string, count: number): Contestant {
  const title = 'Offshoot, disturbed';
  return ours(work, count, { name: 'ours disturbed', title, variant: 'disturbed' });
}

/** The same, in a program that keeps a value in an AsyncLocalStorage. */
export function traced(work: string, count: number): Contestant {
  const title = 'Offshoot, AsyncLocalStorage in use';
  return ours(work, count, { name: 'ours traced', title, variant: 'traced' });
}

export function bare(work: string, count: number, more: More = {}): Contestant {
  return of('bare', 'bare async functions', 'bare', `bare/${work}.ts`, count, more);
}

export function go(work: string, count: number, more: More = {}): Contestant {
  return of('go', 'Go, one thread', 'go', `peers/go/${work}.go`, count, more);
}

export function erlang(work: string, count: number): Contestant {
  return of('erlang', 'Erlang', 'erlang', `peers/erlang/${work}.erl`, count, {});
}

export function python(work: string, count: number, more: More = {}): Contestant {
  return of('python', 'Python, multiprocessing', 'python', `peers/python/${work}.py`, count, more);
}

export function npm(name: string, work: string, count: number, more: More = {}): Contestant {
  return of(name, name, 'npm', `peers/${name}/${work}.mjs`, count, { library: name, ...more });
}

function of(
  name: string,
  title: string,
  kind: Kind,
  program: string,
  count: number,
  more: More,
): Contestant {
  return { name, title, kind, program, variant: 'plain', count, cores: 'one', ...more };
}
