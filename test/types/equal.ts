// Compares types: `is<Equal<typeof value, number>>()` compiles only when they are the same.

export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const is: <_T extends true>() => void = () => {};
