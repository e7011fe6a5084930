// Marks `Promise.race`, `all`, `any` and `allSettled` as deprecated where they are given operations:
// each of them is performed at once, and none is taken back. An editor then strikes the call out, and
// the rule `no-deprecated` of a linter finds it. What is given promises, tasks or futures stays as it is.
//
// In tsconfig.json: "types": ["offshoot/promises"]. There is no code here.

import type { Future, Operation, Task } from './kernel/index.ts';

/** The operations among some values. A task and a future have begun anyway. */
type OperationsIn<Value> = Value extends Task<infer _> | Future<infer _>
  ? never
  : Value extends Operation<infer _>
    ? Value
    : never;

/** Asks for one argument too many where there is no operation, so that the next overload is taken. */
type IfOperations<Values extends readonly unknown[]> = [OperationsIn<Values[number]>] extends [
  never,
]
  ? [never]
  : [];

declare global {
  interface PromiseConstructor {
    /** @deprecated With operations: each is performed, and no loser is taken back. Use `race` or `select` of offshoot. */
    race<T extends readonly unknown[] | []>(
      values: T,
      ..._: IfOperations<T>
    ): Promise<Awaited<T[number]>>;
    /** @deprecated With operations: if one fails, the others go on. Use `all` of offshoot. */
    all<T extends readonly unknown[] | []>(
      values: T,
      ..._: IfOperations<T>
    ): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
    /** @deprecated With operations: each is performed, and no loser is taken back. Use `race` or `select` of offshoot. */
    any<T extends readonly unknown[] | []>(
      values: T,
      ..._: IfOperations<T>
    ): Promise<Awaited<T[number]>>;
    /** @deprecated With operations: none can be taken back. Use `future` of offshoot for each. */
    allSettled<T extends readonly unknown[] | []>(
      values: T,
      ..._: IfOperations<T>
    ): Promise<{ -readonly [K in keyof T]: PromiseSettledResult<Awaited<T[K]>> }>;
  }
}
