// Pipelines: stages that values are pushed through.
import { run, scope } from 'offshoot';
import { broadcast, consumer, type Sink } from 'offshoot/flow';

const collect = consumer(function* (into: string[]): Generator<void, void, string> {
  try {
    for (;;) into.push(yield);
  } finally {
    into.push('closed');
  }
});

const grep = consumer(function* (
  pattern: string,
  target: Sink<string>,
): Generator<void, void, string> {
  for (;;) {
    const line = yield;
    if (line.includes(pattern)) target.send(line);
  }
});

/** Lines go to two stages that share their target; the scope closes all. */
export function pipeline(): Promise<string[]> {
  return run(function* () {
    const seen: string[] = [];
    yield* scope(function* () {
      const target = collect(seen);
      const both = broadcast(grep('python', target), grep('ply', target));
      for (const line of ['python and ply', 'a series of tubes', 'ply']) {
        yield* both.ready();
        both.send(line);
      }
    });
    return seen;
  });
}
