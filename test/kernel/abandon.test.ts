import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  call,
  channel,
  type Coroutine,
  currentTask,
  defer,
  go,
  run,
  scope,
  select,
  shield,
  sleep,
} from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5, performing } from './killed.ts';
import { ended } from './stage.ts';

test('what an abandoned clean-up waited for is taken back, and its frames are returned', async () => {
  const silent = channel<string>();
  const { steps, end, reports } = await killedAt5(
    function* (step) {
      function* inner(): Coroutine<void> {
        try {
          yield* sleep(100);
        } finally {
          step('inner waits');
          yield* silent.receive();
          step('inner got something');
        }
      }
      try {
        yield* inner();
        step('went on');
      } finally {
        step('outer begins');
        yield* sleep(1);
        step('outer waited');
      }
    },
    { within: 10 },
  );
  assert.deepEqual(steps, ['inner waits', 'outer begins']);
  assert.equal(end, 'abandoned: enough');
  assert.deepEqual(reports, ['abandoned']);
  assert.equal(silent.statistics().receivers, 0);
});

test('an abandoned shield ends, too', async () => {
  const silent = channel<string>();
  const { steps, end } = await killedAt5(
    function* (step) {
      try {
        yield* shield(function* () {
          try {
            yield* silent.receive();
          } finally {
            step('shield ends');
          }
        });
      } finally {
        step('outer ends');
      }
    },
    { within: 10 },
  );
  assert.deepEqual(steps, ['shield ends', 'outer ends']);
  assert.equal(end, 'abandoned: enough');
  assert.equal(silent.statistics().receivers, 0);
});

test('the tasks in the scope of an abandoned clean-up are abandoned with it', async () => {
  const silent = channel<string>();
  const { end } = await killedAt5(
    function* () {
      try {
        yield* sleep(100);
      } finally {
        yield* scope(function* (inside) {
          inside.go(function* () {
            yield* silent.receive();
          });
          yield* shield(performing(() => silent.receive()));
        });
      }
    },
    { within: 10 },
  );
  assert.equal(end, 'abandoned: enough');
  assert.equal(silent.statistics().receivers, 0);
});

test('a deferred body that never ends is abandoned', async () => {
  const silent = channel<string>();
  const { steps, end } = await killedAt5(
    function* (step) {
      defer(() => step('registered first'));
      defer(function* () {
        try {
          yield* silent.receive();
        } finally {
          step('deferred ends');
        }
      });
      yield* sleep(100);
    },
    { within: 10 },
  );
  assert.equal(steps[0], 'deferred ends');
  assert.equal(end, 'abandoned: enough');
  assert.equal(silent.statistics().receivers, 0);
});

test('an async body whose clean-up never ends is abandoned, its wait is taken back', async () => {
  const silent = channel<string>();
  const { end, reports } = await killedAt5(
    async function () {
      try {
        await sleep(100);
      } finally {
        await silent.receive();
      }
    },
    { within: 10 },
  );
  assert.equal(end, 'abandoned: enough');
  assert.deepEqual(reports, ['abandoned']);
  assert.equal(silent.statistics().receivers, 0);
});

test('an async body that ignores its kill is abandoned', async () => {
  const { end, reports } = await killedAt5(() => new Promise(() => {}), { within: 10 });
  assert.equal(end, 'abandoned: enough');
  assert.deepEqual(reports, ['abandoned']);
});

test('a select and an all in an abandoned clean-up leave no trace', async () => {
  const silent = channel<string>();
  const full = channel<string>();
  for (const wait of [
    () => select({ in: silent.receive(), out: full.send('x') }),
    () => select({ in: call(performing(() => silent.receive())), out: full.send('x') }),
    () => all([silent.receive(), silent.receive()]),
  ]) {
    const { end } = await killedAt5(
      function* () {
        try {
          yield* sleep(100);
        } finally {
          yield* wait();
        }
      },
      { within: 10 },
    );
    assert.equal(end, 'abandoned: enough');
    assert.deepEqual([silent.statistics().receivers, full.statistics().senders], [0, 0]);
  }
});

test('the shortest patience wins, and a clean-up that ends in time is not abandoned', async () => {
  const ends: string[] = [];
  const reports: string[] = [];
  const reporter = reportTo(({ kind }) => kind === 'slow' || reports.push(kind));
  function* cleansFor(ms: number): Coroutine<void> {
    try {
      yield* sleep(100);
    } finally {
      yield* sleep(ms);
    }
  }
  try {
    await runVirtually(function* () {
      for (const ms of [3, 7, 20]) {
        const task = go(cleansFor, ms);
        yield* sleep(1);
        task.kill('a', { within: 10 });
        task.kill('b', { within: 5 });
        task.kill('c', { within: 30 });
        ends.push(ended(yield* task.outcome()));
      }
    });
  } finally {
    reportTo(reporter);
  }
  assert.deepEqual(ends, ['killed: a', 'abandoned: a', 'abandoned: a']);
  assert.deepEqual(reports, ['abandoned', 'abandoned']);
});

test('an impatient kill may follow a patient one', async () => {
  const { end } = await killedAt5(function* () {
    try {
      yield* sleep(100);
    } finally {
      const me = currentTask();
      go(function* () {
        yield* sleep(2);
        me.kill('at last', { within: 3 });
      });
      yield* sleep(Infinity);
    }
  });
  assert.equal(end, 'abandoned: enough');
});

test('an abandoned clean-up does not stop the others of its scope', async () => {
  const steps: string[] = [];
  const reporter = reportTo(() => {});
  try {
    await runVirtually(function* () {
      const stuck = go(function* stuck() {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(Infinity);
        }
      });
      go(function* other() {
        yield* sleep(50);
        steps.push('other');
      });
      yield* sleep(1);
      stuck.kill('enough', { within: 5 });
      yield* sleep(60);
      steps.push(ended(yield* stuck.outcome()));
    });
  } finally {
    reportTo(reporter);
  }
  assert.deepEqual(steps, ['other', 'abandoned: enough']);
});

test('run gives the tasks that are left `within` for their clean-up', async () => {
  const messages: string[] = [];
  const reporter = reportTo(({ kind, message }) => kind === 'slow' || messages.push(message));
  const main = function* () {
    go(function* stuck() {
      try {
        yield* sleep(1000);
      } finally {
        yield* sleep(Infinity);
      }
    });
    yield* sleep(1);
    return 'main is through';
  };
  try {
    assert.equal(await runVirtually(main, { within: 10 }), 'main is through');
    assert.equal(await run(main, { within: 1 }), 'main is through');
  } finally {
    reportTo(reporter);
  }
  assert.equal(messages.length, 2);
  assert.match(messages[0]!, /"stuck".*sleep of Infinity ms/);
});
