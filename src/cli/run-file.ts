// `offshoot run FILE`: loads the module and runs its main.
//
// A module has three ways to be a program: it exports `main`, it has a default export, or it started
// programs of its own while it was loaded. One that does none of these is a mistake worth a line.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Body, run, type Scope, shared } from '../kernel/index.ts';
import { UsageError, complain } from './complain.ts';
import { watchForStall } from './stalled.ts';
import { interrupted, isKill, stopOnSignals } from './signals.ts';

/** In the stack of what an import throws there are frames of this room, too. */
const ours = new URL('.', import.meta.url).href;

/** Runs the program in a file, with `rest` as its arguments; the exit code is set when it has ended. */
export async function runFile(file: string, rest: readonly string[]): Promise<void> {
  const path = existing(file);
  process.argv = [process.execPath, path, ...rest];
  stopOnSignals();
  const stall = watchForStall(file);
  try {
    const main = await load(file, path);
    if (main !== undefined) exitWith(await run(main));
  } catch (error) {
    if (interrupted() && isKill(error)) return;
    complain(error);
    process.exitCode = interrupted() ? 130 : 1;
  } finally {
    stall.loaded();
  }
}

function existing(file: string): string {
  const path = resolve(file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`there is no file ${file}`);
  if (!found.isFile()) throw new UsageError(`${file} is no file`);
  return path;
}

type Main = Body<unknown, [Scope]>;

/** The function to run, or undefined if the module has started programs itself. */
async function load(file: string, path: string): Promise<Main | undefined> {
  // By any copy of this package; one that has ended counts.
  const { started } = shared;
  const module = await importFile(file, path);
  const main = module['main'] ?? module['default'];
  if (isClass(main)) throw new UsageError(`main of ${file} is a class; it must be a function`);
  if (typeof main === 'function') return main as Main;
  if (shared.started > started) return undefined;
  throw new UsageError(
    `${file} exports no function main, has no default export that is one, and started no program`,
  );
}

function isClass(main: unknown): boolean {
  return typeof main === 'function' && /^class\b/.test(Function.prototype.toString.call(main));
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    if (!isLoaders(error)) throw error;
    throw new UsageError(
      `cannot load ${file}: ${error.message}${placeOf(error)}${adviceOn(error)}`,
    );
  }
}

/** Was it Node that could not load the module, or one that it imports? Then no code of theirs is in the stack. */
function isLoaders(error: unknown): error is Error {
  if (!(error instanceof Error) || error.stack === undefined) return false;
  const frames = error.stack.split('\n').filter((line) => line.startsWith('    at '));
  return frames.every((frame) => frame.includes('node:internal/') || frame.includes(ours));
}

/** A package without "type": "module", which is how some tools make one. */
function adviceOn({ message }: Error): string {
  const isNoModule = /^(Cannot use import statement outside|Unexpected token 'export')/.test(
    message,
  );
  return isNoModule ? '; write "type": "module" into its package.json, or call it .mts' : '';
}

/** Where a module does not parse: Node puts `file:line` above the message. */
function placeOf({ stack }: Error): string {
  const [, place] = /^(\S+:\d+)\n/.exec(stack!) ?? [];
  return place === undefined ? '' : ` (${place.replace('file://', '')})`;
}

/** A number that can be an exit code is one; whatever else main gives back is its own affair. */
function exitWith(result: unknown): void {
  const isCode = Number.isInteger(result) && (result as number) >= 0 && (result as number) <= 255;
  if (isCode) process.exitCode = result as number;
}
