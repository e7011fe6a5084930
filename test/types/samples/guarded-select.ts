import { run, channel, select } from 'offshoot';
await run(function* () {
  const a = channel<number>(),
    out = channel<number>();
  let held: number | undefined;
  for (;;) {
    const r = yield* select({
      in: held === undefined && a.receive(),
      out: held !== undefined && out.send(held),
    });
    if (r.key === 'in') held = r.value;
    else held = undefined;
  }
});
