// The words for what cannot travel: `args[0].conn is a Socket, which cannot travel to another place.`

import { CodecError, describeValue, Fiber, Future } from '../../kernel/index.ts';
import { inWords } from './in-words.ts';

/** The way from one value to a part of it: an index, a key, or words. */
export type Step = number | string | { words: string };

/** Of a longer path the middle is left out. */
const MAX_PATH = 80;

const advice =
  'it is nested too deeply. Send it flat: an array of nodes that refer to each other by index.';

/** `args[0].list[2]` */
export function pathOf(name: string, steps: readonly Step[]): string {
  let path = name;
  for (const step of steps) path += inPath(step);
  if (path.length <= MAX_PATH) return path;
  return `${path.slice(0, MAX_PATH / 2)}...${path.slice(-MAX_PATH / 2)}`;
}

function inPath(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'object') return step.words;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step)
    ? `.${step}`
    : `[${JSON.stringify(step)}]`;
}

/** What to do instead, by what it is. */
const instead = new Map<string, string>();
const otherwise =
  'Send plain data; for what holds a resource, send what is needed to open it there.';

instead.set(
  'an operation',
  'Send what it waits for (a channel, a future, a task), and perform it there.',
);
instead.set(
  'a Timer',
  'Send how long it is to run, and make one there; or send a future, and set that when it fires.',
);
for (const kind of ['a Channel', 'a Queue', 'a Future', 'a Task', 'an AbortSignal'])
  instead.set(
    kind,
    'It stays where it was made, and only calls and channels between places can refer to it: ' +
      'send it in an argument or a result, or over a channel.',
  );
for (const kind of [
  'a Mutex',
  'a KeyedMutex',
  'a ReentrantLock',
  'a RWLock',
  'a Semaphore',
  'a Condition',
  'a Barrier',
  'a Flag',
  'a WaitGroup',
  'a Guard',
])
  instead.set(
    kind,
    'It is for the tasks of one place: let one task hold it, and ask that one over a channel.',
  );

/** It is of a kind that stays where it is. */
export function notPlain(path: string, value: unknown): CodecError {
  const kind = what(value);
  return new CodecError(
    `${path} is ${kind}, which cannot travel to another place. ${instead.get(kind) ?? otherwise}`,
  );
}

export function what(value: unknown): string {
  if (value instanceof Future) return 'a Future';
  if (value instanceof Fiber) return 'a Task';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  return describeValue(value);
}

/** It could travel, were it not for `why`. */
export function cannotTravel(path: string, why: string, cause?: unknown): CodecError {
  return new CodecError(
    `${path} cannot travel to another place: ${why}`,
    cause === undefined ? {} : { cause },
  );
}

export function tooDeep(path: string): CodecError {
  return cannotTravel(path, advice);
}

/** What was thrown while `path` was read or copied, by code that is not ours. */
export function whenRead(path: string, thrown: unknown): CodecError {
  if (isOverflow(thrown)) return tooDeep(path);
  return cannotTravel(path, `it threw when it was read: ${inWords(thrown)}`, thrown);
}

/** It took more of the stack than there is. */
function isOverflow(thrown: unknown): boolean {
  return thrown instanceof RangeError && inWords(thrown).includes('call stack');
}
