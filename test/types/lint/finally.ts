// Control flow that leaves a `finally` swallows a kill. A line with the mark must be reported.
import { sleep } from 'offshoot';

export function* survivor() {
  for (;;) {
    try {
      yield* sleep(1);
    } finally {
      continue; // survives a kill
    }
  }
}
