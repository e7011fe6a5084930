// Fills the memory of a place of 64 MB in one way, and says what the caller saw, and how another place is.
import { run, WorkerLostError } from 'offshoot';
import { processPlace, thread } from 'offshoot/place';
import { fills, isFine } from '../place/fixtures/faulty.ts';

const [kind, how] = process.argv.slice(2) as ['thread' | 'process', string];
if (import.meta.main) {
  await run(function* () {
    const open = kind === 'thread' ? thread : processPlace;
    const [place, other] = [yield* open({ memoryMb: 64 }), yield* open()];
    let said: string;
    try {
      said = yield* place.call(fills, how, 300_000_000);
    } catch (error) {
      const { name, signal, cause } = error as WorkerLostError;
      const code = (cause as { code?: string } | undefined)?.code;
      said = `${name} ${signal ?? code}`;
    }
    console.log(`${said}; the other place: ${yield* other.call(isFine)}`);
  });
}
