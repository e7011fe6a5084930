// Go's packages sync and time, as far as a program uses them: what each is called here, and that it
// does the same. (Channels and select: examples/sums and examples/fibonacci.)

import { type Coroutine, run } from 'offshoot';
import { syncs } from './sync.ts';
import { times } from './time.ts';

export function* main(): Coroutine<void> {
  yield* syncs();
  yield* times();
}

if (import.meta.main) await run(main);
