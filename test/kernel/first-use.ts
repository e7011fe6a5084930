// Run by context.test.ts: what the first use of an AsyncLocalStorage changes.
import { AsyncLocalStorage } from 'node:async_hooks';

const names = ['run', 'enterWith', 'withScope'] as const;
const setters = (): unknown[] =>
  names.map((name) => (AsyncLocalStorage.prototype as unknown as Record<string, unknown>)[name]);
const native = setters();
const isNative = (): boolean => setters().every((setter, i) => setter === native[i]);

const { go, run, sleep } = await import('offshoot');
const watchedAfterImport = !isNative();
await run(async () => {
  await sleep(0);
});
const watchedAfterAsyncBodies = !isNative();

const storage = new AsyncLocalStorage<string>();
const startedBefore = await run(function* () {
  const look = function* () {
    yield* sleep(2);
    return storage.getStore() ?? null;
  };
  const early = go(look);
  yield* sleep(1);
  storage.enterWith('late');
  yield* sleep(0);
  return [yield* early, storage.getStore() ?? null];
});
const nativeAfterFirstUse = isNative();
const told = { watchedAfterImport, watchedAfterAsyncBodies, nativeAfterFirstUse, startedBefore };
console.log(JSON.stringify(told));
