// The link is cut after each message of a run, one run for each: whatever state the protocol is in, nothing
// is received twice, nothing is lost but what its commit was answered for by a message that was cut
// off, and every wait ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, channel, type Coroutine, go, pause, select, sleep } from 'offshoot';
import { LinkLostError } from 'offshoot/kernel';
import { assertHolds, random, simulate } from 'offshoot/testing';
import '../../support/leaks.ts';
import { drained, pair } from './pair.ts';
import { Scissors } from './scissors.ts';

/** Receives until the channel ends or the link is lost, and leaves some selects. */
function* receiving(from: Channel<number>, got: number[]): Coroutine<void> {
  try {
    for (;;) {
      const { key, value } = yield* select({
        value: from.next(),
        late: random(3) === 0 && pause(),
      });
      if (key === 'late') continue;
      if (value.done) return;
      got.push(value.value);
    }
  } catch (error) {
    assert.ok(error instanceof LinkLostError);
  }
}

function* sending(to: Channel<number>, values: number[], sent: number[]): Coroutine<void> {
  try {
    for (const n of values) {
      const { key } = yield* select({ sent: to.send(n), late: random(4) === 0 && pause() });
      if (key === 'sent') sent.push(n);
    }
  } catch (error) {
    assert.ok(error instanceof LinkLostError);
  }
}

/** One run that is cut after so many messages; true if there were so many. */
function* run(capacity: number, after: number, farOnly: boolean): Coroutine<boolean> {
  let scissors: Scissors | undefined;
  const { give, here, there } = pair({}, (made) => (scissors = new Scissors(made, after)));
  for (const peer of [here, there]) scissors!.listenTo(peer);
  const home = channel<number>(capacity);
  const far = yield* give(home);
  const [got, gotHere, sent, sentThere] = [[], [], [], []] as number[][];
  const receivers = [go(receiving, far, got!), go(receiving, far, got!)];
  if (!farOnly) receivers.push(go(receiving, home, gotHere!));
  const senders = [
    go(sending, home, [1, 2, 3, 4, 5, 6], sent!),
    go(sending, far, [11, 12, 13, 14, 15, 16], sentThere!),
  ];
  const rest = go(function* () {
    // Whoever waits for a receiver there waits for nobody, once the link is cut.
    while (here.over === null && there.over === null && scissors!.posted < after) {
      yield* sleep(1);
      if (senders.every(({ state }) => state === 'done')) break;
    }
    yield* sleep(1);
    const late = here.over !== null && go(receiving, home, gotHere!);
    for (const task of senders) yield* task;
    yield* sleep(1);
    home.close();
    if (late) yield* late;
  });
  yield* rest;
  for (const task of receivers) yield* task;
  const all = [...got!, ...gotHere!, ...(yield* drained(home))];
  assert.equal(new Set(all).size, all.length, 'nothing twice');
  const missing = [...sent!, ...sentThere!].filter((n) => !all.includes(n));
  assert.ok(
    missing.length <= scissors!.underWay,
    `missing: ${missing.join()}; decided by messages that were cut off: ${scissors!.underWay}`,
  );
  return scissors!.posted >= after;
}

for (const capacity of [0, 2]) {
  for (const farOnly of [false, true]) {
    const who = farOnly ? 'the other place alone' : 'both places';
    test(`cut after each message, with receivers in ${who}; capacity ${capacity}`, async () => {
      let cuts = 0;
      for (let after = 3; ; after++) {
        let reached = false;
        const report = await simulate(
          function* () {
            if (yield* run(capacity, after, farOnly)) reached = true;
          },
          { runs: 20, schedule: 'random', seed: after },
        );
        assertHolds(report);
        if (!reached) break;
        cuts++;
      }
      assert.ok(cuts >= 12, `${cuts} states`);
    });
  }
}
