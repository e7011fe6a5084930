// A simulation tells which operations the program made and never performed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, channel, go, pause, select, sleep } from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import { assertHolds, simulate, type SimulationReport } from 'offshoot/testing';
import '../support/leaks.ts';

/** Runs `f`, and gives what was reported meanwhile. */
async function reported(f: () => Promise<void>): Promise<string[]> {
  const messages: string[] = [];
  const before = reportTo(({ kind, message }) => messages.push(`${kind}: ${message}`));
  try {
    await f();
  } finally {
    reportTo(before);
  }
  return messages;
}

const found = ({ neverPerformed }: SimulationReport): string[] =>
  neverPerformed.map(({ what, task }) => `${what} by ${task}`);

/** Makes an operation and drops it, where no linter sees it. */
const forget = (op: unknown): boolean => op === undefined;

test('what is forgotten is in the report, with task and place, and told on the console once', async () => {
  const program = function* main() {
    forget(sleep(5));
    yield* go(function* child() {
      for (let round = 0; round < 3; round++) forget(pause());
      yield* pause();
    });
  };
  let report!: SimulationReport;
  const messages = await reported(async () => {
    report = assertHolds(await simulate(program, { runs: 20 }));
    await simulate(program, { runs: 20 });
  });
  assert.equal(report.failure, undefined);
  assert.deepEqual(found(report), ['sleep of 5 ms by main', 'pause by child']);
  const file = import.meta.url;
  const places = report.neverPerformed.map(({ where }) => where.replace(/:\d+:\d+$/, ''));
  assert.deepEqual(places, [file, file]);
  assert.deepEqual(
    messages,
    report.neverPerformed.map(
      ({ what, task, where }) =>
        `unperformed: ${what} was never performed; it was made by task "${task}" at ${where} (is a yield* missing there, or an await?)`,
    ),
  );
});

test('a deadlock for want of a yield* tells which one, also in the error', async () => {
  const messages = await reported(async () => {
    const report = await simulate(function* main() {
      const c = channel<number>();
      go(function* sender() {
        forget(c.send(1));
        yield* sleep(Infinity);
      });
      yield* c.receive();
    });
    assert.deepEqual(found(report), ['send on channel "channel" by sender']);
    assert.throws(() => assertHolds(report), {
      message: /\nsend on channel "channel" was never performed; .* at file:.*\nreplay: /,
    });
  });
  assert.deepEqual(messages, []);
});

test('what is performed, offered, handed on or kept is not told, nor what a kill came before', async () => {
  const kept: unknown[] = [];
  const messages = await reported(async () => {
    const report = await simulate(
      function* main() {
        const c = channel<number>(1);
        kept.push(c.receive());
        yield* all([c.send(1), c.receive()]);
        yield* select({ first: pause(), second: c.receive(), third: sleep(5).map(() => 1) });
        const killed = go(function* () {
          const later = sleep(1);
          yield* sleep(Infinity);
          yield* later;
        });
        yield* pause();
        killed.kill();
        const passedOn = sleep(1);
        yield* go(function* () {
          yield* passedOn;
        });
      },
      { runs: 20 },
    );
    assert.deepEqual(assertHolds(report).neverPerformed, []);
  });
  assert.deepEqual(messages, []);
  assert.equal(kept.length, 20);
});

test('the operations of async bodies count, too', async () => {
  const messages = await reported(async () => {
    const report = await simulate(async function main() {
      await pause();
      forget(sleep(5));
      await sleep(1);
    });
    assert.deepEqual(found(report), ['sleep of 5 ms by main']);
  });
  assert.equal(messages.length, 1);
});
