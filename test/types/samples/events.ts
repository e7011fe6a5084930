import { EventEmitter } from 'node:events';
import { run, once, events } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const e = new EventEmitter<{ data: [chunk: string, n: number] }>();
  const [chunk] = yield* once<[chunk: string, n: number]>(e, 'data');
  is<Equal<typeof chunk, string>>();
  const c = events(e, 'data');
  const a = yield* c.receive();
  is<Equal<typeof a, unknown[]>>();
  const s = new AbortController().signal;
  const [ev] = yield* once(s, 'abort');
  ev.type.toUpperCase();
});
