import { run, channel, select } from 'offshoot';
await run(function* () {
  const a = channel<number>(),
    b = channel<string>();
  const r = select.now({ a: a.receive(), send: b.send('x') });
  if (r === undefined) return 'nothing';
  return r.key === 'a' ? r.value.toFixed() : 'sent';
});
