// Run by context.test.ts: the first uses of AsyncLocalStorage are in a plain function that a task calls.
import { AsyncLocalStorage } from 'node:async_hooks';
import { call, go, run, sleep } from 'offshoot';

const storage = new AsyncLocalStorage<string>();
const second = new AsyncLocalStorage<string>();
const ended = new AsyncLocalStorage<string>();
const look = (): (string | null)[] =>
  [storage, second, ended].map((each) => each.getStore() ?? null);

const told = await run(function* () {
  const other = go(function* () {
    yield* sleep(1);
    return look();
  });
  yield* sleep(0);
  const setting = call(() => {
    storage.enterWith('set');
    ended.run('inside', () => second.enterWith('set, too'));
    throw new RangeError('after all');
  });
  try {
    yield* setting;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const atOnce = look();
  yield* sleep(0);
  return { atOnce, later: look(), other: yield* other };
});
console.log(JSON.stringify(told));
