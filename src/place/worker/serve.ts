// What all workers do, whatever carries their messages: the workbench is their program.

import { run } from '../../kernel/index.ts';
import { packThrown } from '../../wire/index.ts';
import type { Claims } from './claims.ts';
import { classesOf } from '../portable/error-classes.ts';
import type { Outbox } from './outbox.ts';
import { PROTOCOL, type Start } from '../protocol.ts';
import { Workbench } from './workbench.ts';

/** Runs the worker's program, and then calls `over` with the exit code. What ends it otherwise is said. */
export function serve(
  start: Start,
  outbox: Outbox,
  claims: Claims,
  over: (code: number) => void,
): Workbench {
  process.on('uncaughtExceptionMonitor', (error) => sayCrash(start, outbox, error));
  process.on('exit', () => outbox.flush());
  if (start.protocol !== PROTOCOL)
    throw new Error(`this worker speaks version ${PROTOCOL}, its caller ${start.protocol}`);
  const workbench = new Workbench(start, outbox, claims);
  // Long computations are what workers are for.
  const program = run(() => workbench.main(), { name: start.name, slowMs: Infinity });
  whenOver(program, start, outbox, over);
  return workbench;
}

/** Calls `over` with the exit code when the worker's program has ended, and says what ended it. */
export function whenOver(
  program: Promise<void>,
  start: Start,
  outbox: Outbox,
  over: (code: number) => void,
): void {
  program.then(
    () => over(0),
    (error: unknown) => {
      sayCrash(start, outbox, error);
      over(1);
    },
  );
}

function sayCrash(start: Start, outbox: Outbox, error: unknown): void {
  outbox.flush();
  const classes = classesOf(start.init?.module);
  const { value, extra } = packThrown(error, { form: outbox.form, classes });
  outbox.post({ is: 'crashed', error: value, extra });
}
