// Run by context.test.ts: the first uses of AsyncLocalStorage are in a plain function that a task calls.
import { AsyncLocalStorage } from 'node:async_hooks';
import { call, go, run, sleep } from 'offshoot';

const storage = new AsyncLocalStorage<string>();
const second = new AsyncLocalStorage<string>();
const look = (): (string | null)[] => [storage, second].map((each) => each.getStore() ?? null);

const told = await run(function* () {
  const other = go(function* () {
    yield* sleep(1);
    return look();
  });
  yield* sleep(0);
  yield* call(() => {
    storage.enterWith('set');
    second.enterWith('set, too');
  });
  const atOnce = look();
  yield* sleep(0);
  return { atOnce, later: look(), other: yield* other };
});
console.log(JSON.stringify(told));
