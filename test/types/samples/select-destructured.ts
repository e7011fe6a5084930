import { run, channel, select } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const a = channel<number>(),
    b = channel<string>();
  const { key, value } = yield* select({ a: a.receive(), b: b.receive() });
  switch (key) {
    case 'a':
      is<Equal<typeof value, number>>();
      break;
    case 'b':
      is<Equal<typeof value, string>>();
      break;
    default: {
      const never: never = key;
      void never;
    }
  }
});
