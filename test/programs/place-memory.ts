// Fills the memory of a place of 64 MB in one way, and says what the caller saw.
import { run, WorkerLostError } from 'offshoot';
import { processPlace, thread } from 'offshoot/place';
import { fills } from '../place/fixtures/faulty.ts';

const [kind, how] = process.argv.slice(2) as ['thread' | 'process', string];
if (import.meta.main) {
  await run(function* () {
    const place = yield* (kind === 'thread' ? thread : processPlace)({ memoryMb: 64 });
    try {
      console.log(yield* place.call(fills, how, 300_000_000));
    } catch (error) {
      const { signal, cause } = error as WorkerLostError;
      const code = (cause as { code?: string } | undefined)?.code;
      console.log((error as Error).name, signal ?? code);
    }
  });
}
