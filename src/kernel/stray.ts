// Something was yielded that is no operation. Names it, and where, if the host can tell.

import { describeValue } from './arguments.ts';
import { isThenable } from './body.ts';
import type { AnyGenerator } from './frame.ts';
import { builtin } from './host.ts';
import { isOperation } from './operation.ts';

/** The error that is thrown into a task at a `yield` that no operation made. */
export function strayYield(value: unknown, gen: AnyGenerator, task: string): TypeError {
  const where = locate(gen);
  return new TypeError(
    `task "${task}" yielded ${nameOf(value)}, which is no wait${where === undefined ? '' : ` (at ${where})`}: ${remedy(value)}`,
  );
}

function nameOf(value: unknown): string {
  return isOperation(value) ? 'an operation' : describeValue(value);
}

function remedy(value: unknown): string {
  if (isOperation(value)) return 'write yield* instead of yield';
  if (isThenable(value)) return 'write yield* until(promise)';
  return 'a task waits with yield* on an operation';
}

interface Property {
  name: string;
  value?: {
    objectId?: string;
    value?: { scriptId: string; lineNumber: number; columnNumber: number };
  };
}

interface Session {
  connect(): void;
  disconnect(): void;
  on(
    event: string,
    listener: (message: { params: { scriptId: string; url: string } }) => void,
  ): void;
  post(method: string, params: object, done: (error: Error | null, result: unknown) => void): void;
}

/** Where a suspended generator stands: `file:line:column`. Asks the inspector, which takes about a millisecond. */
function locate(gen: AnyGenerator): string | undefined {
  const Session = builtin('node:inspector')?.['Session'] as (new () => Session) | undefined;
  if (Session === undefined) return undefined;
  try {
    return ask(new Session(), gen);
  } catch {
    // No inspector here (a build without it, a permission): the message goes without a place.
    return undefined;
  }
}

const slot = '__offshootSuspended';

function ask(session: Session, gen: AnyGenerator): string | undefined {
  const global = globalThis as Record<string, unknown>;
  const urls = new Map<string, string>();
  session.connect();
  global[slot] = gen;
  try {
    session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
    post(session, 'Debugger.enable', {});
    const { result } = post<{ result: { objectId: string } }>(session, 'Runtime.evaluate', {
      expression: slot,
    });
    const { internalProperties } = post<{ internalProperties: Property[] }>(
      session,
      'Runtime.getProperties',
      {
        objectId: result.objectId,
        ownProperties: true,
      },
    );
    const at = internalProperties.find((property) => property.name === '[[GeneratorLocation]]')
      ?.value?.value;
    return at && `${urls.get(at.scriptId) ?? '?'}:${at.lineNumber + 1}:${at.columnNumber + 1}`;
  } finally {
    delete global[slot];
    session.disconnect();
  }
}

function post<R>(session: Session, method: string, params: object): R {
  let answer: R | undefined;
  session.post(method, params, (error, result) => {
    if (error) throw error;
    answer = result as R;
  });
  return answer as R;
}
