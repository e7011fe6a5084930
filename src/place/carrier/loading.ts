// How modules are found and loaded is the program's choice, made on its command line or in NODE_OPTIONS.
// A place that is given options or an environment of its own keeps it: otherwise it could not import
// what its caller could.

/** With a value behind a space or an equals sign. */
const valued = /^(--conditions|-C|--import|--require|-r|--loader|--experimental-loader)(=|$)/;
const plain =
  /^--(preserve-symlinks|((experimental|no|no-experimental)-)?(strip|transform)-types)$/;

/** Those of Node's options that say how modules are found and loaded. */
export function loadingFlags(argv: readonly string[]): string[] {
  return argv.filter((flag, index) => {
    const before = argv[index - 1] ?? '';
    const isValue = valued.test(before) && !before.includes('=');
    return isValue || valued.test(flag) || plain.test(flag);
  });
}

/** What the program is, and who watches it. */
const ofTheProgram = /^(--input-type|--inspect|--watch|--test|-i$|--interactive|-c$|--check)/;
const code = /^(-e|--eval|-p|--print|-pe)$/;

/** Node's options for a child process that is given none: ours, but for those about the program itself. */
export function inheritedFlags(argv: readonly string[]): string[] {
  return argv.filter(
    (flag, index) =>
      !ofTheProgram.test(flag) && !code.test(flag) && !code.test(argv[index - 1] ?? ''),
  );
}

/** The environment of a place that is given one: NODE_OPTIONS is ours unless `env` says otherwise. */
export function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  const { NODE_OPTIONS } = process.env;
  return NODE_OPTIONS === undefined ? env : { NODE_OPTIONS, ...env };
}
