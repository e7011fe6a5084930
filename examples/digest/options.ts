// What can be said on the command line.

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { reasonOf } from './files.ts';

export const help = `Usage: offshoot run examples/digest/main.ts [OPTION ...] [DIR]

The SHA-512 of every file of a directory tree, on a pool of threads as wide as the machine; then the
same work in turn on one thread, and how the two compare. DIR is node_modules unless given.

Options
  --list         print the digests as sha512sum does, sorted by the bytes of the paths, and the
                 figures to stderr; nothing is compared
  --no-compare   leave out the second pass
  --workers N    how many threads; as many as the machine runs at once unless given
  --help         print this

Links are not followed, except DIR itself. What is no regular file, or cannot be read, is named at
the end, and the rest goes on. Exit codes: 0; 1 when nothing could be read; 130 after Ctrl-C.`;

export interface Options {
  directory: string;
  list: boolean;
  compare: boolean;
  workers: number;
  help: boolean;
}

/** Reads the command line. @throws an Error that says in one line what is wrong with it. */
export function readOptions(words: string[]): Options {
  const { values, positionals } = parse(words);
  if (positionals.length > 1) throw new Error(`one DIR at a time, not ${positionals.length}`);
  const [directory = 'node_modules'] = positionals;
  const { list, help } = values;
  if (!help) checkDirectory(directory);
  const compare = values.compare && !list;
  return { directory, list, help, compare, workers: widthOf(values.workers) };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      allowNegative: true,
      options: {
        list: { type: 'boolean', default: false },
        compare: { type: 'boolean', default: true },
        workers: { type: 'string', default: `${availableParallelism()}` },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    // What follows the first sentence is advice for other programs.
    const [what] = (error as Error).message.split(/\.\s/);
    throw new Error(`${what}; see --help`, { cause: error });
  }
}

function checkDirectory(directory: string): void {
  try {
    statSync(directory);
  } catch (error) {
    throw new Error(`${directory}: ${reasonOf(error)}`, { cause: error });
  }
}

const maxWorkers = 256;

function widthOf(text: string): number {
  const workers = /^\d+$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= maxWorkers) return workers;
  const given = text === '' ? 'nothing' : text;
  throw new Error(`--workers must be a whole number from 1 to ${maxWorkers}, not ${given}`);
}
