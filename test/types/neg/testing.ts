// What must not compile: simulations.
import { assertHolds, random, simulate } from 'offshoot/testing';

// @ts-expect-error a program, not what it gave
await simulate(42);
// @ts-expect-error there is no such schedule
await simulate(() => {}, { schedule: 'round-robin' });
// @ts-expect-error time is virtual
await simulate(() => {}, { clock: 'real' });
// @ts-expect-error the report is still to come
assertHolds(simulate(() => {}));
// @ts-expect-error a bound, not a range
random(1, 6);
const report = await simulate(() => {});
// @ts-expect-error there may be no failure
report.failure.replay;
// @ts-expect-error a report is read, not written
report.runs = 0;
