// What --help prints.

/** `offshoot --help`. */
export const help = `Usage: offshoot COMMAND

Commands
  run FILE [ARGUMENT ...]   run the program in FILE (offshoot run --help says more)

Options
  -h, --help                print this
  -v, --version             print the version

Exit codes: 0 when all went well, 1 when something failed, 130 when Ctrl-C or SIGTERM ended it
(offshoot run --help says more).`;

/** `offshoot run --help`. */
export const runHelp = `Usage: offshoot run FILE [ARGUMENT ...]

Runs the program in FILE, a TypeScript or JavaScript module: its export \`main\`, or its default
export, is the first task, and gets the scope. A module that exports neither may start programs of
its own with run(). The arguments are where Node puts them: process.argv.slice(2).

The exit code is the number that main returns (0 to 255), if it returns one; 1 when main fails.

Ctrl-C and SIGTERM end all programs in order: their clean-up runs, for at most five seconds unless
they say otherwise, and the exit code is 130, unless main still returns a number. A second signal
ends the process at once, with whatever is under way in it: 130 for Ctrl-C, 143 for SIGTERM.`;
