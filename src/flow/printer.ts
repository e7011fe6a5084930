// The end of a pipeline that shows what arrives.

import { consumer } from './consumer.ts';
import type { Sink } from './sink.ts';

const lines = /* @__PURE__ */ consumer(function* printer(
  prefix: string,
): Generator<void, void, unknown> {
  for (;;) {
    const value = yield;
    if (prefix === '') console.log(value);
    else if (typeof value === 'string') console.log(`${prefix}${value}`);
    // The console formats by its first argument: it must be ours.
    else console.log('%s%O', prefix, value);
  }
});

/**
 * Makes a sink that writes each value to the console, a line each, after `prefix`. Acts at once.
 *
 * @example
 * import { printer } from 'offshoot/flow';
 *
 * printer('found: ').send('python'); // prints: found: python
 */
export function printer<T = unknown>(prefix = ''): Sink<T> {
  return lines(prefix);
}
