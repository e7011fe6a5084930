// What must not compile: bodies of tasks, and what they are given.
import { future, go, run, sleep, type Task } from 'offshoot';

await run(function* (scope) {
  const nap = (ms: number) => sleep(ms);

  // @ts-expect-error an operation is no body
  go(sleep(1));
  // @ts-expect-error the body needs an argument
  go(nap);
  // @ts-expect-error a word is no number
  go(nap, 'x');
  // @ts-expect-error the body needs an argument
  scope.go(nap);
  // @ts-expect-error a word is no number
  future(nap, 'x');
  // @ts-expect-error the task has the operation's result, not the operation
  const task: Task<ReturnType<typeof nap>> = go(nap, 1);
  // @ts-expect-error nothing comes of a sleep
  const word: string = yield* future(nap, 1);
  return [task, word];
});
