// Tasks and the page's own work share one thread: who lets whom have a turn.
import { channel, go, pause, run } from 'offshoot';

/** How often the page has painted since. */
function frames(): { count: number; stop(): void } {
  const seen = { count: 0, stop: () => cancelAnimationFrame(handle) };
  let handle = requestAnimationFrame(function frame() {
    seen.count += 1;
    handle = requestAnimationFrame(frame);
  });
  return seen;
}

/** A task that computes without end and pauses: the page paints, timers run. */
export async function pausing(): Promise<unknown[]> {
  const seen = frames();
  let timers = 0;
  const timer = setInterval(() => timers++, 1);
  await run(function* () {
    while (seen.count < 3 || timers < 3) yield* pause();
  });
  seen.stop();
  clearInterval(timer);
  return [seen.count >= 3, timers >= 3];
}

/** Two tasks that always find each other ready and never pause: the same, a slice at a time. */
export async function neverPausing(): Promise<unknown[]> {
  const seen = frames();
  let timers = 0;
  const timer = setInterval(() => timers++, 1);
  await run(function* () {
    const ball = channel<number>();
    go(function* () {
      for (;;) yield* ball.receive();
    });
    for (let n = 0; seen.count < 3 || timers < 3; n++) yield* ball.send(n);
  });
  seen.stop();
  clearInterval(timer);
  return [seen.count >= 3, timers >= 3];
}
