// A value is copied when it is sent, not when the batch goes that it is part of: its sender may change it
// in between. What is small and flat is copied here; for anything else the batch goes at once.

/** So many fields are copied at most. */
const MAX_FIELDS = 64;
/** No text waits that is longer: a link may refuse what is large, and who sends it is to hear that. */
const MAX_TEXT = 4096;

/** A copy of its own, if that is to be had for little. */
export function snapshot(value: unknown): { copy: unknown } | undefined {
  if (typeof value !== 'object' || value === null)
    return isSmall(value) ? { copy: value } : undefined;
  if (Array.isArray(value)) return isFlat(value) ? { copy: value.slice() } : undefined;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && isFlat(Object.values(value)) ? { copy: { ...value } } : undefined;
}

function isFlat(parts: readonly unknown[]): boolean {
  return parts.length <= MAX_FIELDS && parts.every(isSmall);
}

function isSmall(part: unknown): boolean {
  if (typeof part === 'string') return part.length <= MAX_TEXT;
  return typeof part !== 'object' || part === null;
}
