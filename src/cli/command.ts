// The command line: one word says what to do, and all that follows it belongs to that word.
//
// Written by hand: a parser of options would have to be kept away from the arguments after FILE.

import { readFileSync } from 'node:fs';
import { help, runHelp } from './help.ts';
import { runFile } from './run-file.ts';
import { UsageError, complain } from './complain.ts';

/** Does what the arguments say. Exit codes: see help.ts. */
export async function command(words: readonly string[]): Promise<void> {
  try {
    await obey(words);
  } catch (error) {
    complain(error);
    process.exitCode = 1;
  }
}

async function obey([word, ...rest]: readonly string[]): Promise<void> {
  if (word === 'run') return runCommand(rest);
  if (word === '--version' || word === '-v') return console.log(version());
  if (word === '--help' || word === '-h' || word === 'help') return console.log(help);
  if (word === undefined) throw new UsageError('say what to do, as in: offshoot run FILE');
  throw new UsageError(`there is no command "${word}"; see: offshoot --help`);
}

async function runCommand([file, ...rest]: readonly string[]): Promise<void> {
  if (file === '--help' || file === '-h') return console.log(runHelp);
  if (file === undefined) throw new UsageError('say which file to run, as in: offshoot run FILE');
  if (file.startsWith('-')) {
    throw new UsageError(`run has no option ${file} (options of the program follow FILE)`);
  }
  return runFile(file, rest);
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
