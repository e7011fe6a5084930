import { run, channel, sleep, select, Future } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const c = channel<number>(),
    stop = new Future<void>();
  for (;;) {
    const got = yield* select({ msg: c.receive(), stop: stop.get(), late: sleep(100) });
    if (got.key === 'msg') {
      is<Equal<typeof got.value, number>>();
      got.value.toFixed();
    } else if (got.key === 'stop') return;
    else {
      is<Equal<typeof got.key, 'late'>>();
    }
  }
});
