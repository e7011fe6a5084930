// What takes no operation back. A line with the mark must be reported, the others must not.
import { channel, future, go, type Operation, sleep, type Task } from 'offshoot';

const c = channel<number>(3);

export async function performing(ops: Operation<number>[], promise: Promise<string>) {
  const first: number | void = await Promise.race([c.receive(), sleep(1)]); // takes none back
  const both: [number, string] = await Promise.all([c.receive(), promise]); // takes none back
  const any: number = await Promise.any(ops); // takes none back
  const settled = await Promise.allSettled([c.receive().timeout(5)]); // takes none back
  const timed: number[] = await Promise.all(ops.map((op) => op.timeout(5))); // takes none back
  const value: number | undefined = settled[0].status === 'fulfilled' ? settled[0].value : 0;
  return [first, both, any, timed, value];
}

export async function ordinary(
  numbers: Promise<number>[],
  promise: Promise<string>,
  tasks: Task<string>[],
) {
  const all: number[] = await Promise.all(numbers);
  const pair: [string, number] = await Promise.all([promise, Promise.resolve(5)]);
  const mapped: number[] = await Promise.all([1, 2].map(async (n) => n + (await c.receive())));
  const begun: number = await Promise.race([go(() => 5), future(() => 6)]);
  const joined: string[] = await Promise.all(tasks);
  const stoppable: string = await Promise.race([promise, c.receive().promise().then(String)]);
  const unlisted: number[] = await Promise.all(new Set(numbers));
  const none: [] = await Promise.all([]);
  const [settled] = await Promise.allSettled([promise]);
  return [all, pair, mapped, begun, joined, stoppable, unlisted, none, settled];
}
