import { channel, go, once, run, select, sleep, type Sender } from 'offshoot';

function* sensor(name: string, ms: number, out: Sender<string>) {
  try {
    for (let i = 0; ; i++) {
      yield* sleep(ms);
      yield* out.send(`${name}${i}`);
    }
  } finally {
    console.log(name, 'off');
  }
}

await run(function* () {
  const a = channel<string>();
  const b = channel<string>();
  const tasks = [go(sensor, 'a', 30, a), go(sensor, 'b', 70, b)];
  const quit = once(process, 'SIGINT');
  for (;;) {
    const got = yield* select({ a: a.receive(), b: b.receive(), quit });
    if (got.key === 'quit') break;
    console.log(got.value);
  }
  for (const task of tasks) task.kill();
});
