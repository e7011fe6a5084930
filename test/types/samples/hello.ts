import { run, sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
const r = await run(function* () {
  yield* sleep(10);
  return 42;
});
is<Equal<typeof r, number>>();
