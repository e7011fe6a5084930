// What was thrown, or given as a reason, as a few words; for messages, so it never throws itself.

import { describeValue } from '../../kernel/index.ts';

/** The message of an error, a string as it is, the kind of anything else. */
export function inWords(value: unknown): string {
  try {
    if (typeof value === 'string') return value;
    return value instanceof Error ? String(value.message) : describeValue(value);
  } catch {
    // A getter or a proxy that does not like to be asked.
    return 'what cannot be read';
  }
}
