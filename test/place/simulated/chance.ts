// Choices of a random program: the simulation makes them.
import { type Coroutine, pause, sleep } from 'offshoot';
import { random } from 'offshoot/testing';
import type { Step } from '../fixtures/simulated.ts';

export function oneOf<T>(all: readonly T[]): T {
  return all[random(all.length)]!;
}

/** Once in so many times. */
export function once(inSoMany: number): boolean {
  return random(inSoMany) === 0;
}

/** Some turns, or some milliseconds. */
export function* aWhile(): Coroutine<void> {
  if (once(2)) yield* sleep(random(12));
  else for (let turns = random(12); turns > 0; turns--) yield* pause();
}

/** What a piece of work does with what it shares with its caller. */
export function sharing(): Step[] {
  return Array.from({ length: 4 }, () => [oneOf(['receive', 'send', 'await'] as const)]);
}

/** Something that a piece of work does. */
export function step(): Step {
  const what = oneOf([
    'sleep',
    'sleep',
    'sleep',
    'compute',
    'progress',
    'fail',
    'die',
    'babble',
  ] as const);
  if (what === 'fail' || what === 'die' || what === 'babble') return [what];
  if (what === 'compute' && once(4)) return [what, 400];
  return [what, random(8)];
}
