// Packing: a value becomes what a link can copy. What goes as it is, nearly always, is found in one quick
// walk; for anything else there is a careful one.

import { type CodecError, describeValue } from '../../kernel/index.ts';
import { cannotTravel } from './fault.ts';
import { inWords } from './in-words.ts';
import { noMemory } from './memories.ts';
import { isOrdinary } from './ordinary.ts';
import { type Packed, type Special, STRANGE } from './packed.ts';
import { MAX_DEPTH, Packing, type PackOptions } from './packing.ts';

/**
 * Makes `value` ready to be posted. `name` is what it is called in messages: `args`, `result`. What is
 * marked by `move` counts as moved from now on.
 *
 * @throws CodecError for what cannot travel; it names the path.
 */
export function pack(value: unknown, name: string, options: PackOptions): Packed {
  if (isSurelyOrdinary(value, options)) return { value, extra: null, transfer: noMemory };
  const packing = new Packing(name, options);
  try {
    return packing.pack(value);
  } catch (thrown) {
    packing.takeBack();
    throw packing.explain(thrown);
  }
}

/**
 * Throws what `pack` would throw. Nothing is marked, and what is referred to is asked of `references`
 * as ever: give it some that count nothing.
 */
export function check(value: unknown, name: string, options: PackOptions): void {
  if (isSurelyOrdinary(value, options)) return;
  const packing = new Packing(name, options);
  try {
    packing.check(value);
  } catch (thrown) {
    throw packing.explain(thrown);
  }
}

/**
 * Why the host did not copy `value`, though it was packed: a proxy, a getter that gives something else
 * each time, an object of the host's own. `cause` is what the host said.
 */
export function refusal(
  value: unknown,
  name: string,
  options: PackOptions,
  cause: unknown,
): CodecError {
  const packing = new Packing(name, options);
  try {
    packing.check(value);
    return cannotTravel(name, inWords(cause), cause);
  } catch (thrown) {
    return packing.explain(thrown);
  } finally {
    packing.takeBack();
  }
}

/** Packs what was thrown, whatever it is. What cannot travel is described. Never throws. */
export function packThrown(thrown: unknown, options: PackOptions): Packed {
  try {
    return pack(thrown, 'it', options);
  } catch {
    return packInWords(thrown);
  }
}

/** Packs nothing of it but its description. Never throws. */
export function packInWords(thrown: unknown): Packed {
  const special: Special = [STRANGE, describeValue(thrown)];
  return { value: undefined, extra: [0, [special], []], transfer: noMemory };
}

function isSurelyOrdinary(value: unknown, { form, maxDepth = MAX_DEPTH }: PackOptions): boolean {
  try {
    return isOrdinary(value, form, maxDepth);
  } catch {
    // A getter or a trap. The careful walk says which.
    return false;
  }
}
