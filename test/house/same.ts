// What a line `expr // => value` of the documentation becomes a call of.
import { deepStrictEqual } from 'node:assert/strict';

export function same(actual: unknown, expected: unknown, where: string): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    throw new Error(`${where} says something else`, { cause: error });
  }
}
