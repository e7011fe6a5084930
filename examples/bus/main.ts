// Where is my bus? A document of buses, pushed through stages; the last ones here, then on a thread, then
// in a process, then at the other end of a socket. One argument changes, and nothing in the stages.

import { type Coroutine, run, scope } from 'offshoot';
import type { Sink } from 'offshoot/flow';
import { inProcess, onThread, overLink } from 'offshoot/place';
import { connection } from './connection.ts';
import { type Bus, busesToDicts, route22North, type XmlEvent } from './stages.ts';

/** The source: it drives all, and waits until there is room before it pushes on. */
function* parse(xml: string, target: Sink<XmlEvent>): Coroutine<void> {
  for (const [, end, start, text] of xml.matchAll(/<\/(\w+)>|<(\w+)>|([^<]+)/g)) {
    yield* target.ready();
    if (start !== undefined) target.send(['start', start]);
    else if (end !== undefined) target.send(['end', end]);
    else if (text !== undefined) target.send(['text', text]);
  }
}

/** `count` buses on four routes, in two directions. */
function document(count: number): string {
  const buses = Array.from({ length: count }, (_, n) => {
    const fields = {
      id: 1000 + n,
      route: [147, 22, 8, 22][n % 4],
      direction: n % 3 === 0 ? 'North Bound' : 'South Bound',
      latitude: (41.85 + n / 10_000).toFixed(4),
      longitude: (-87.65 + n / 10_000).toFixed(4),
    };
    const inside = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    return `<bus>${inside.join('')}</bus>`;
  });
  return `<buses>${buses.join('')}</buses>`;
}

export function* main(): Coroutine<void> {
  const xml = document(20);
  const [near, far] = yield* connection();
  const here = (target: () => Sink<Bus>): Sink<Bus> => target();
  const overSocket = (target: () => Sink<Bus>): Sink<Bus> => {
    overLink(far, target()); // the other end is in another program, usually
    return overLink<never, Bus>(near);
  };
  for (const place of [here, onThread<Bus>, inProcess<Bus>, overSocket]) {
    // The scope closes the stages, and waits until all has been worked on.
    yield* scope(() => parse(xml, busesToDicts(place(route22North))));
  }
}

if (import.meta.main) await run(main);
