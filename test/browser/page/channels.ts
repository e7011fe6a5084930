// Channels and select, and what a person does with the page as a channel.
import { channel, events, go, once, pause, run, select, sleep, until } from 'offshoot';

/** Two tasks hand a ball to each other. */
export function pingPong(): Promise<string[]> {
  return run(function* () {
    const said: string[] = [];
    const there = channel<number>();
    const back = channel<number>();
    go(function* () {
      for (;;) {
        const ball = yield* there.receive();
        said.push(`ping ${ball}`);
        yield* back.send(ball + 1);
      }
    });
    for (let ball = 0; ball < 6;) {
      yield* there.send(ball);
      ball = yield* back.receive();
      said.push(`pong ${ball}`);
      ball += 1;
    }
    return said;
  });
}

/** A select whose time runs out has taken nothing; the value is there for the next. */
export function selectInTime(): Promise<unknown[]> {
  return run(function* () {
    const words = channel<string>(1);
    const first = yield* select({ word: words.receive(), late: sleep(5) });
    words.trySend('hello');
    const kept = words.length;
    const second = yield* select({ word: words.receive(), late: sleep(60_000) });
    return [first.key, kept, second.key, second.value, words.length];
  });
}

/** Clicks on two buttons, until the second; then nobody listens any more. */
export function clicks(): Promise<string[]> {
  const button = (id: string): HTMLElement => document.getElementById(id)!;
  const output = button('output');
  return run(function* () {
    const said: string[] = [];
    const more = events<MouseEvent>(button('more'), 'click');
    output.textContent = 'listening';
    for (;;) {
      const { key, value } = yield* select({
        more: more.next(),
        stop: once(button('stop'), 'click'),
      });
      if (key === 'stop' || value.done === true) return said;
      const [event] = value.value;
      said.push(`${event.type} on ${(event.target as HTMLElement).id}`);
      output.textContent = `${said.length} clicks`;
    }
  });
}

/** A request that nobody answers is aborted when its time is over. */
export function slowRequest(): Promise<unknown[]> {
  return run(function* () {
    const signals: AbortSignal[] = [];
    const request = until((signal) => {
      signals.push(signal);
      return fetch('/never', { signal });
    });
    try {
      yield* request.timeout(50);
      return ['answered'];
    } catch (error) {
      yield* pause();
      return [(error as Error).name, signals.map(({ aborted }) => aborted)];
    }
  });
}
