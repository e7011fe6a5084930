// offshoot/promises, as of `npm run api`. Not published: the package's own declarations are.

import { Task, Future, Operation } from 'offshoot/kernel';

/** The operations among some values. A task and a future have begun anyway. */
type OperationsIn<Value> = Value extends Task<infer _> | Future<infer _> ? never : Value extends Operation<infer _> ? Value : never;
/** Asks for one argument too many where there is no operation, so that the next overload is taken. */
type IfOperations<Values extends readonly unknown[]> = [OperationsIn<Values[number]>] extends [
    never
] ? [never] : [];
declare global {
    interface PromiseConstructor {
        /** @deprecated With operations: each is performed, and no loser is taken back. Use `race` or `select` of offshoot. */
        race<T extends readonly unknown[] | []>(values: T, ..._: IfOperations<T>): Promise<Awaited<T[number]>>;
        /** @deprecated With operations: if one fails, the others go on. Use `all` of offshoot. */
        all<T extends readonly unknown[] | []>(values: T, ..._: IfOperations<T>): Promise<{
            -readonly [K in keyof T]: Awaited<T[K]>;
        }>;
        /** @deprecated With operations: each is performed, and no loser is taken back. Use `race` or `select` of offshoot. */
        any<T extends readonly unknown[] | []>(values: T, ..._: IfOperations<T>): Promise<Awaited<T[number]>>;
        /** @deprecated With operations: none can be taken back. Use `future` of offshoot for each. */
        allSettled<T extends readonly unknown[] | []>(values: T, ..._: IfOperations<T>): Promise<{
            -readonly [K in keyof T]: PromiseSettledResult<Awaited<T[K]>>;
        }>;
    }
}
