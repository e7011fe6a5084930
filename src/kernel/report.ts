// What goes wrong where nobody waits for it is reported here, in one place: by default a line on
// the console, so that nothing fails in silence.

/** What is reported: a short stable `kind`, a sentence, and the error behind it, if there is one. */
export interface Report {
  kind: 'abandoned' | 'callback' | 'deadlock' | 'slow' | 'unperformed' | 'worker';
  message: string;
  error?: unknown;
}

type Reporter = (report: Report) => void;

const toConsole: Reporter = ({ message, error }) => {
  if (error === undefined) console.warn(`offshoot: ${message}`);
  else console.warn(`offshoot: ${message}`, error);
};

let reporter: Reporter = toConsole;

/** Reports what nobody waits for. Acts at once. */
export function report(what: Report): void {
  reporter(what);
}

/** Sends reports elsewhere; without an argument, back to the console. Gives back the reporter there was. */
export function reportTo(next: Reporter = toConsole): Reporter {
  const before = reporter;
  reporter = next;
  return before;
}
