import { broadcast, consumer, printer, type Sink } from 'offshoot/flow';
import { is, type Equal } from '../equal.ts';
const grep = consumer(function* (
  pattern: string,
  target: { send(s: string): void },
): Generator<void, void, string> {
  for (;;) {
    const line = yield;
    if (line.includes(pattern)) target.send(line);
  }
});
is<Equal<typeof grep, (pattern: string, target: { send(s: string): void }) => Sink<string>>>();
grep('x', broadcast(printer<string>(), printer<string>())).send('x');
// A sink of anything takes strings.
const lines: Sink<string> = printer('line: ');
lines.close();
