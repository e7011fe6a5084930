// What a browser would see: a host without async context. Run by async.test.ts.
import type { NoTaskError } from 'offshoot';

Object.defineProperty(process, 'getBuiltinModule', { value: undefined });
const { currentTask, go, run } = await import('offshoot');

function tell(what: string): void {
  process.stdout.write(`${what}\n`);
}

function codeOf(f: () => unknown): string {
  try {
    return String(f());
  } catch (error) {
    return (error as NoTaskError).code;
  }
}

await run(async function body(scope) {
  tell(`before: currentTask is ${currentTask().name}`);
  const child = go(() => tell('before: go'));
  await child;
  tell(`after: currentTask: ${codeOf(() => currentTask().name)}`);
  tell(`after: go: ${codeOf(() => go(() => {}))}`);
  await scope.go(() => tell('after: scope.go'));
});
