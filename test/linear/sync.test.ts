// Every lock and its like, under explored schedules, with tasks that are cut and killed: what tasks see is
// what a sequential model says.
import '../support/leaks.ts';
import { testSubject } from './explored.ts';
import { kinds, lockSubject } from './locks.ts';
import { condition, flight, once, pool } from './shared.ts';
import { alarm, barrier, beats, flag, rateLimiter, signal, waitGroup } from './signals.ts';

for (const [name, kind] of Object.entries(kinds)) testSubject(lockSubject(name, kind));
testSubject(signal);
testSubject(flag);
testSubject(waitGroup);
testSubject(barrier(2));
testSubject(barrier(3));
testSubject(rateLimiter);
testSubject(alarm);
testSubject(beats);
testSubject(condition);
testSubject(once);
testSubject(flight);
testSubject(pool);
