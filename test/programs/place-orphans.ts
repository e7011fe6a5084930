// Has processes that wait, compute for ever, block in native code and do nothing. Prints the ids of
// all that it has started, and then ends as its argument says: in order, at once, or not by itself.
import { all, run, sleep } from 'offshoot';
import { createPool, processPlace } from 'offshoot/place';
import { newFile, written } from '../place/files.ts';
import { blocksNatively, loops } from '../place/fixtures/faulty.ts';
import { waits } from '../place/fixtures/place-jobs.ts';
import { childrenOf } from '../support/proc.ts';

const how = process.argv[2];
if (import.meta.main) {
  await run(
    function* () {
      const pool = yield* createPool({ on: 'process', size: 1 });
      const [, ...places] = yield* all([processPlace(), processPlace(), processPlace()]);
      const files = [newFile(), newFile(), newFile()] as const;
      pool.submit(waits, files[0]);
      places[0]!.go(loops, files[1]);
      places[1]!.go(blocksNatively, files[2]);
      for (const file of files) yield* written(file);
      console.log(JSON.stringify(childrenOf(process.pid)));
      if (how === 'at once') process.exit(0);
      if (how === 'by itself') yield* sleep(Infinity);
    },
    { within: 100 },
  );
}
