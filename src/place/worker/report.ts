// How a job ended, packed: what cannot travel of it becomes the error that says so.

import type { Outcome } from '../../kernel/index.ts';
import { pack, type PackOptions, packThrown } from '../../wire/index.ts';
import { ERROR, KILLED, VALUE } from '../protocol.ts';
import type { Report } from './outbox.ts';

/** A job that has ended. */
interface Reported {
  readonly id: number;
  readonly packing: PackOptions;
  /** Of a job EACH: the results so far. */
  readonly values: readonly unknown[] | null;
}

/** What is told of a job, and the memory that moves with it. */
export function reportOf(running: Reported, outcome: Outcome<unknown>): Report {
  const { id, packing } = running;
  if (outcome.ok) return valueReport(running, outcome.value);
  const { error, killed, abandoned } = outcome;
  if (!killed) return errorReport(running, error);
  const isPlainKill = (error as { code?: unknown } | null)?.code === 'OFFSHOOT_KILLED';
  if (isPlainKill) return { ending: [id, KILLED, abandoned], transfer: [] };
  const { value, extra, transfer } = packThrown(error, packing);
  return { ending: [id, KILLED, abandoned, value, extra], transfer };
}

function valueReport(running: Reported, result: unknown): Report {
  try {
    const { value, extra, transfer } = pack(result, 'result', running.packing);
    return { ending: [running.id, VALUE, value, extra], transfer };
  } catch (error) {
    return errorReport(running, error);
  }
}

/** The results of the items before come along, if they can travel. */
function errorReport({ id, packing, values }: Reported, error: unknown): Report {
  const { value, extra, transfer } = packThrown(error, packing);
  if (values === null) return { ending: [id, ERROR, value, extra], transfer };
  try {
    const before = pack(values, 'results', packing);
    return {
      ending: [id, ERROR, value, extra, [before.value as readonly unknown[], before.extra]],
      transfer: [...transfer, ...before.transfer],
    };
  } catch {
    return { ending: [id, ERROR, value, extra], transfer };
  }
}
