import { go, run, channel, type Sender, type Receiver } from 'offshoot';
function* producer(out: Sender<number>) {
  for (let i = 0; i < 3; i++) yield* out.send(i);
  out.close();
}
function* consumer(input: Receiver<number | string>) {
  return yield* input.receive();
}
await run(function* () {
  const c = channel<number>();
  go(producer, c);
  return yield* consumer(c);
});
