// The SHA-512 of every file of a directory tree, on a pool of threads: npm start -- --help
//
// What there is to see: `digestFiles` is an ordinary function, and where it runs is chosen here, last.
// A tree of any size goes through bounded channels. And Ctrl-C ends all of it, the threads too, from
// one place, though no line here deals with it.

import { call, type Coroutine } from 'offshoot';
import { createPool } from 'offshoot/place';
import { digestFiles, touchFiles } from './digest.ts';
import { pathOf } from './files.ts';
import { PipeClosedError, print } from './list.ts';
import { help, type Options, readOptions } from './options.ts';
import { type Digesting, type Pass, runPass } from './pass.ts';
import { comparison, failuresOf, table } from './report.ts';
import { measureTree } from './tree.ts';

/** The program; gives its exit code. */
export function* main(): Coroutine<number> {
  const options = fromCommandLine();
  if (options === undefined) return 1;
  try {
    if (!options.help) return yield* digestAll(options);
    yield* print(`${help}\n`);
    return 0;
  } catch (error) {
    if (error instanceof PipeClosedError) return 1;
    throw error;
  }
}

function fromCommandLine(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`digest: ${(error as Error).message}`);
    return undefined;
  }
}

function* digestAll({ directory, list, workers, compare }: Options): Coroutine<number> {
  const root = pathOf(directory);
  const { bytes } = yield* measureTree(root);
  const pool = yield* createPool({ size: workers, name: 'digest' });
  const threads = workers === 1 ? '1 thread' : `${workers} threads`;
  // Two batches a thread: the next one is there when it is through with the first.
  const plan = { root, total: bytes, list, width: 2 * workers };

  if (compare) {
    const touch: Digesting = (...batch) => pool.apply(touchFiles, ...batch);
    yield* runPass({ ...plan, title: 'reading once', digest: touch });
  }
  const there: Digesting = (...batch) => pool.apply(digestFiles, ...batch);
  const passes = [yield* runPass({ ...plan, title: `a pool of ${threads}`, digest: there })];
  if (compare) {
    const here: Digesting = (...batch) => call(digestFiles, ...batch);
    passes.push(yield* runPass({ ...plan, title: 'in turn, one thread', width: 1, digest: here }));
  }
  yield* show(passes, list);
  return isInVain(passes[0]!) ? 1 : 0;
}

/** The figures go to stdout, unless the digests do; what could not be read goes to stderr. */
function* show(passes: Pass[], list: boolean): Coroutine<void> {
  const figures = [table(passes), ...comparison(passes)].join('\n');
  if (list) console.error(figures);
  else yield* print(`${figures}\n`);
  for (const line of failuresOf(passes[0]!)) console.error(line);
}

function isInVain({ files, failures }: Pass): boolean {
  return files === 0 && failures.length > 0;
}
