// What the tables of a peer have in common.

/** The kind of references to what is at home at the other end. */
export const YOURS = 'yours';

/** The most things of a kind that one peer's other end refers to at a time. */
const MAX_SHARED = 100_000;

export function refuseMore(count: number, name: string): void {
  if (count < MAX_SHARED) return;
  throw new RangeError(
    `${name} refers to ${MAX_SHARED} channels, queues or futures of this place already: ` +
      'they live there until nobody has them any more',
  );
}
