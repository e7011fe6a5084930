// The stages: events of a parser become dictionaries, these are filtered, and what is left is a table.

import { consumer, type Sink } from 'offshoot/flow';
import { portable } from 'offshoot/place';

export type XmlEvent = readonly [kind: 'start' | 'text' | 'end', value: string];
export type Bus = Readonly<Record<string, string>>;

/** A state machine: which state it is in, is where it stands. */
export const busesToDicts = consumer(function* (
  target: Sink<Bus>,
): Generator<void, void, XmlEvent> {
  for (;;) {
    const [kind, name] = yield;
    if (kind === 'start' && name === 'bus') target.send(yield* oneBus());
  }
});

/** Collects what a bus says, up to its end. */
function* oneBus(): Generator<void, Bus, XmlEvent> {
  const bus: Record<string, string> = {};
  let text = '';
  for (;;) {
    const [kind, value] = yield;
    if (kind === 'start') text = '';
    else if (kind === 'text') text += value;
    else if (value === 'bus') return bus;
    else bus[value] = text;
  }
}

const filterOnField = consumer(function* (
  field: string,
  wanted: string,
  target: Sink<Bus>,
): Generator<void, void, Bus> {
  for (;;) {
    const bus = yield;
    if (bus[field] === wanted) target.send(bus);
  }
});

const busLocations = consumer(function* (): Generator<void, void, Bus> {
  for (;;) {
    const { route, id, direction, latitude, longitude } = yield;
    console.log(`${route},${id},"${direction}",${latitude},${longitude}`);
  }
});

/** The slowest moving object in the universe. */
export const route22North = portable(import.meta, () =>
  filterOnField('route', '22', filterOnField('direction', 'North Bound', busLocations())),
);
