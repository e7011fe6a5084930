// What the workers do: ordinary functions with an address.

import { type Coroutine, sleep } from 'offshoot';
import { portable, progress } from 'offshoot/place';

let ready = false;

/** The initializer: runs in each worker before its first job. */
export const setUp = portable(import.meta, () => {
  ready = true;
});

export const add = portable(import.meta, (x: number, y: number): number => {
  if (!ready) throw new Error('this worker was not set up');
  return x + y;
});

export const square = portable(import.meta, (x: number): number => x * x);

export const count = portable(import.meta, (steps: number): void => {
  for (let step = 1; step <= steps; step++) progress(step / steps);
});

export const wait = portable(import.meta, function* (ms: number): Coroutine<string> {
  yield* sleep(ms);
  return `waited ${ms} ms`;
});

export const fail = portable(import.meta, (message: string): never => {
  throw new Error(message);
});
