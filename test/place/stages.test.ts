// One pipeline, with one argument changed: the stage is here, on a thread, in a process.
import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  channel,
  ClosedError,
  CodecError,
  MailboxFullError,
  NotPortableError,
  NoTaskError,
  run,
  WorkerLostError,
} from 'offshoot';
import { consumer, type Sink } from 'offshoot/flow';
import { inProcess, onThread, type Portable } from 'offshoot/place';
import {
  cannotBeMade,
  crashes,
  noSink,
  Picky,
  writes,
  writesPairs,
  writesPairsFarther,
} from './fixtures/stages.ts';

type Target = (() => Sink<unknown>) & Portable;

const elsewhere = { onThread, inProcess };
const everywhere = { here: (target: Target) => target(), ...elsewhere };

let folder = '';
let file = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'offshoot-stages-'));
  file = join(folder, 'written');
  process.env['OFFSHOOT_TEST_FILE'] = file;
});
after(() => {
  delete process.env['OFFSHOOT_TEST_FILE'];
  rmSync(folder, { recursive: true });
});

/** Runs a program, and gives what its stages have written, and what came out of it. */
async function written(body: () => Generator<never, void, unknown> | void): Promise<unknown[]> {
  writeFileSync(file, '');
  const ended = await run(body as () => void).then(
    () => [],
    (error: unknown) => [error],
  );
  return [...readFileSync(file, 'utf8').trimEnd().split('\n'), ...ended];
}

/** Waits before each value, as a source does. */
function* push<T>(sink: Sink<T>, values: Iterable<T>) {
  for (const value of values) {
    yield* sink.ready();
    sink.send(value);
  }
}

for (const [where, place] of Object.entries(everywhere)) {
  describe(`a stage ${where}`, () => {
    test('gets all in order, works on it until it is closed, and is closed with the scope', async () => {
      const body = () => push(place(writesPairs), [1, 'two', { three: [3, null] }, 4, 5]);
      assert.deepEqual(await written(body as never), [
        '[1,"two"]',
        '[{"three":[3,null]},4]',
        '[5]',
        'pairs closed',
        'closed',
      ]);
    });

    test('takes what was sent at once, and is closed once', async () => {
      const body = () => {
        const sink = place(writes);
        for (let n = 0; n < 1000; n++) sink.send(n);
        sink.close();
        sink.close();
        assert.throws(() => sink.send('late'), ClosedError);
      };
      const all = Array.from({ length: 1000 }, (_, n) => String(n));
      assert.deepEqual(await written(body), [...all, 'closed']);
    });

    test('takes what a value was when it was sent', async () => {
      const body = () => {
        const sink = place(writes);
        const value = { n: 1 };
        sink.send(value);
        value.n = 2;
        sink.send(value);
      };
      assert.deepEqual(await written(body), ['{"n":1}', '{"n":2}', 'closed']);
    });

    test('is thrown into, and what it does not catch comes out', async () => {
      const body = () => {
        const sink = place(writes);
        sink.send(1);
        sink.throw(new RangeError('you are hosed'));
      };
      assert.deepEqual(await written(body), [
        '1',
        'caught RangeError: you are hosed',
        'closed',
        new RangeError('you are hosed'),
      ]);
    });

    test('that fails tells who sends, with its class and its fields, and takes no more', async () => {
      const [first, ...rest] = await written((() => push(place(writes), [1, -2, 3])) as never);
      assert.deepEqual([first, ...rest.slice(0, 2)], ['1', 'caught Error: no -2', 'closed']);
      const error = rest.at(-1);
      assert.ok(error instanceof Picky);
      assert.equal(error.bad, -2);
      assert.match(error.stack!, /fixtures\/stages\.ts.*stages\.test\.ts/s);
    });

    test('that cannot be made says why', async () => {
      const body = () => push(place(cannotBeMade), [1]);
      assert.deepEqual((await written(body as never)).slice(1), [new Picky(0)]);
    });

    test('is waited for through the stages before it', async () => {
      const twice = consumer(function* (target: Sink<unknown>): Generator<void, void, number> {
        for (;;) {
          const n = yield;
          target.send(n);
          target.send(n);
        }
      });
      const values = Array.from({ length: 20_000 }, (_, n) => n);
      const lines = await written((() => push(twice(place(writes)), values)) as never);
      assert.deepEqual(lines, [...values.flatMap((n) => [String(n), String(n)]), 'closed']);
    });
  });
}

for (const [where, place] of Object.entries(elsewhere)) {
  describe(`a stage ${where}`, () => {
    test('takes no channel along, and says what can', async () => {
      await run(function* () {
        const sink = place(writes as unknown as (() => Sink<unknown>) & Portable);
        assert.throws(() => sink.send({ reply: channel() }), {
          name: 'CodecError',
          message:
            'value.reply is a Channel, which cannot travel to another place. It stays where it was made, and ' +
            'only calls and channels between places can refer to it: send it in an argument or a result, or over a channel.',
        });
        sink.send(1);
        sink.close();
        yield* sink.ended();
      });
    });

    test('may have moved a stage of its own', async () => {
      const lines = await written((() => push(place(writesPairsFarther), [1, 2, 3])) as never);
      assert.deepEqual(new Set(lines), new Set(['[1,2]', '[3]', 'closed', 'pairs closed']));
    });

    test('that fails says so once: then it is closed, and the scope has nothing to tell', async () => {
      const told: unknown[] = [];
      await run(function* () {
        const sink = place(writes);
        sink.send(-1);
        try {
          for (;;) yield* push(sink, [1]);
        } catch (error) {
          told.push(error);
        }
        assert.throws(
          () => sink.send(1),
          (error: unknown) => error instanceof ClosedError && error.cause === told[0],
        );
      });
      assert.deepEqual(told, [new Picky(-1)]);
    });

    test('has a bounded buffer: what is too much is refused, until there is room again', async () => {
      await run(function* () {
        const sink = place(writes, { capacity: 4, name: 'narrow' });
        for (let n = 0; n < 4; n++) sink.send(n);
        assert.throws(
          () => sink.send(4),
          (error: unknown) => {
            assert.ok(error instanceof MailboxFullError);
            assert.match(error.message, /^cannot send to narrow: 4 values are under way/);
            return true;
          },
        );
        yield* sink.ready();
        sink.send(5);
        assert.throws(() => sink.send(() => {}), CodecError);
        sink.close();
        yield* sink.ended();
        assert.deepEqual(sink.statistics(), {
          name: 'narrow',
          capacity: 4,
          underWay: 0,
          taken: 5,
          state: 'over',
        });
      });
    });

    test('whose worker dies is lost, and whoever waits is told', async () => {
      const lost = run(function* () {
        const sink = place(crashes);
        sink.send(1);
        sink.close();
        yield* sink.ended();
      });
      await assert.rejects(lost, WorkerLostError);
    });

    test('that gives no sink is refused', async () => {
      const body = () => push(place(noSink), [1]);
      const error = (await written(body as never)).at(-1);
      assert.match(String(error), /TypeError: what the target gives must be a sink, not 'a sink'/);
    });
  });
}

test('a target must be portable, and a stage be made in a task', async () => {
  await run(() => {
    assert.throws(() => onThread((() => writes()) as never), NotPortableError);
    assert.throws(() => onThread(writes, { capacity: 0 }), RangeError);
    assert.throws(() => inProcess(writes, { size: 1 } as never), TypeError);
  });
  assert.throws(() => onThread(writes), NoTaskError);
});
