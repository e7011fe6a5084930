// Numbers about samples, and the order in which they are taken.

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError('median of no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A number with three digits, as a person reads it. */
export function show(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) return `${Math.round(value / 1000)} k`;
  if (size >= 100 || value === 0) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

/** From the least to the most. */
export function spread(samples: readonly number[]): string {
  return `${show(Math.min(...samples))}-${show(Math.max(...samples))}`;
}

/** The items in an order that the seed decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let x = (seed % 2147483646) + 1;
  for (let i = result.length - 1; i > 0; i--) {
    x = (x * 48271) % 2147483647;
    const j = x % (i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
