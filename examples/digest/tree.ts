// A tree goes through a pipeline of channels, each of them bounded, so that a tree of any size takes
// the same memory:
//
//   walk ──files──▶ pack ──batches──▶ hashers, as many as are to work at once
//                     │                  │ each sets the future of its batch
//                     └────results───────┴──────────▶ take, in the order of the paths
//
// Where a batch is hashed is the caller's choice: `digest` may go to a pool, or stay here.

import {
  type Coroutine,
  channel,
  each,
  Future,
  go,
  type Operation,
  type Receiver,
  scope,
  type Sender,
} from 'offshoot';
import type { Result } from './digest.ts';
import type { Failure } from './files.ts';
import { type Found, walk } from './walk.ts';

/** A batch costs one message there and one back: worth some milliseconds of work, and no more. */
const maxFiles = 128;
const maxBytes = 4 * 1024 * 1024;

/** How many batches may be through while an earlier one, of a huge file, is not. */
const maxEarly = 1000;

/** How to hash a tree. */
export interface Hashing {
  /** How many batches at a time. */
  width: number;
  /** The digests of some files. */
  digest: (paths: string[]) => Operation<Result[]>;
  /** Gets the results, in the order of the paths. */
  take: (results: Result[]) => Coroutine<void>;
  /** Gets what was found and is no file that could be read. */
  refuse: (failure: Failure) => void;
}

interface Batch {
  paths: string[];
  results: Future<Result[]>;
}

/** Hashes every file below `root`. */
export function digestTree(
  root: string,
  { width, digest, take, refuse }: Hashing,
): Operation<void> {
  return scope(function* () {
    const files = channel<Found>(maxFiles);
    const batches = channel<Batch>(width);
    const results = channel<Future<Result[]>>(maxEarly);
    go(walk, root, files, refuse);
    go(pack, files, batches, results);
    for (let n = 0; n < width; n++) go(hasher, batches, digest);
    yield* each(results, function* (future) {
      yield* take(yield* future);
    });
  });
}

/** Makes batches of files. A huge file ends its batch. */
function* pack(
  files: Receiver<Found>,
  batches: Sender<Batch>,
  results: Sender<Future<Result[]>>,
): Coroutine<void> {
  let paths: string[] = [];
  let bytes = 0;
  for (let next = yield* files.next(); !next.done || paths.length > 0; next = yield* files.next()) {
    if (!next.done) {
      paths.push(next.value.path);
      bytes += next.value.bytes;
      if (paths.length < maxFiles && bytes < maxBytes) continue;
    }
    const batch = { paths, results: new Future<Result[]>() };
    yield* results.send(batch.results);
    yield* batches.send(batch);
    paths = [];
    bytes = 0;
  }
  results.close();
  batches.close();
}

function* hasher(batches: Receiver<Batch>, digest: Hashing['digest']): Coroutine<void> {
  yield* each(batches, function* ({ paths, results }) {
    results.set(yield* digest(paths));
  });
}

/** How much there is to do: files and bytes below `root`, as far as it can be walked. */
export function measureTree(root: string): Operation<{ files: number; bytes: number }> {
  return scope(function* () {
    const found = channel<Found>(maxFiles);
    const sum = { files: 0, bytes: 0 };
    go(walk, root, found, () => {});
    for (let next = yield* found.next(); !next.done; next = yield* found.next()) {
      sum.files += 1;
      sum.bytes += next.value.bytes;
    }
    return sum;
  });
}
