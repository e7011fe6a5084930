// One pass over the tree: hashes it, shows how far it is, and keeps the figures.

import { type Coroutine, go, now, type Operation } from 'offshoot';
import type { Counter, Result } from './digest.ts';
import type { Failure } from './files.ts';
import { listLine, print } from './list.ts';
import { showProgress } from './progress.ts';
import { digestTree } from './tree.ts';

/** Hashes a batch of files somewhere, and counts the bytes. */
export type Digesting = (paths: string[], counter: Counter) => Operation<Result[]>;

/** What to do in a pass. */
export interface Plan {
  title: string;
  root: string;
  /** How many bytes there are, for the progress. */
  total: number;
  /** How many batches at a time. */
  width: number;
  /** Where a batch is hashed. */
  digest: Digesting;
  /** Prints the digests. */
  list: boolean;
}

/** What a pass did. */
export interface Pass {
  title: string;
  files: number;
  bytes: number;
  ms: number;
  failures: Failure[];
  /** Failures that are not in the list: it has a limit, like everything. */
  unnamed: number;
}

const maxNamed = 1000;

/** Does one pass. */
export function* runPass({ title, root, total, width, digest, list }: Plan): Coroutine<Pass> {
  const pass: Pass = { title, files: 0, bytes: 0, ms: 0, failures: [], unnamed: 0 };
  const counter: Counter = new BigInt64Array(new SharedArrayBuffer(8));
  const began = now();
  const progress = go(showProgress, {
    title,
    total,
    done: () => Number(Atomics.load(counter, 0)),
    quiet: list && process.stdout.isTTY,
  });
  yield* digestTree(root, {
    width,
    digest: (paths) => digest(paths, counter),
    *take(results) {
      for (const result of results) note(pass, result);
      if (list) yield* print(results.map(listLine).join(''));
    },
    refuse: (failure) => note(pass, failure),
  });
  pass.ms = now() - began;
  progress.kill();
  yield* progress.outcome();
  return pass;
}

function note(pass: Pass, result: Result): void {
  if ('sha512' in result) {
    pass.files += 1;
    pass.bytes += result.bytes;
  } else if (pass.failures.length < maxNamed) pass.failures.push(result);
  else pass.unnamed += 1;
}
