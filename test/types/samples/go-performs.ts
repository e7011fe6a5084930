// A body that returns an operation performs it: the task has its result.
import { future, type Future, go, run, sleep, type Task } from 'offshoot';
import { is, type Equal } from '../equal.ts';
function* identity<T>(value: T) {
  yield* sleep(1);
  return value;
}
await run(function* (scope) {
  const slept = go(() => sleep(1));
  is<Equal<typeof slept, Task<void>>>();
  const given = go((ms: number) => sleep(ms).map(() => 'slept'), 1);
  is<Equal<typeof given, Task<string>>>();
  const inScope = scope.go((ms: number) => sleep(ms).map(() => 'slept'), 1);
  is<Equal<typeof inScope, Task<string>>>();
  const joined = scope.go(() => given);
  is<Equal<typeof joined, Task<string>>>();
  const later = future((ms) => sleep(ms).map(() => 'slept'), 1);
  is<Equal<typeof later, Future<string>>>();
  const generic = go(identity, 'x');
  is<Equal<typeof generic, Task<string>>>();
});
