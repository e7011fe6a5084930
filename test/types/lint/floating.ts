// Every way to forget a `yield*` that we know. A line with the mark must be reported, the others must not.
import { channel, future, go, run, scope, sleep } from 'offshoot';

await run(function* () {
  const c = channel<number>();
  c.send(1); // forgotten
  sleep(100); // forgotten
  c.receive(); // forgotten
  scope(function* () {}); // forgotten
  void c.send(3); // forgotten
  c.trySend(1) || c.send(1); // forgotten
  c.receive().timeout(10); // forgotten
  c.receive().map((value) => value); // forgotten
  yield* c.send(2);
  go(function* () {
    c.send(2); // forgotten
    yield* c.send(3);
  });
  future(function* () {
    yield* sleep(1);
  });
});

await run(async (main) => {
  const c = channel<number>();
  c.send(1); // forgotten
  await c.send(1);
  go(async () => {
    c.send(1); // forgotten
  });
  main.go(async () => {
    await c.send(1);
  });
});

// prettier-ignore
export function* neverWaits(log: string[]) { log.push('a generator without yield'); } // forgotten

export class Service {
  *loop() {
    yield* sleep(1);
  }

  start() {
    go(() => this.loop());
  }
}

run(function* () {}); // forgotten
