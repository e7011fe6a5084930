// Three kills; prints what happened as JSON. Run by frozen.test.ts on several Nodes.
import { call, type Coroutine, go, run, sleep } from 'offshoot';

type Step = (what: string) => void;

function* inner(step: Step): Coroutine<void> {
  try {
    yield* sleep(60_000);
  } finally {
    step('inner cleans up');
    yield* sleep(1);
    step('inner is clean');
  }
}

function* around(step: Step, wait: () => Coroutine<void>): Coroutine<void> {
  try {
    yield* wait();
    step('went on');
  } finally {
    yield* sleep(1);
    step('outer is clean');
  }
}

const bodies: Record<string, (step: Step) => Coroutine<void>> = {
  call: (step) =>
    around(step, function* () {
      yield* call(inner, step);
    }),
  delegate: (step) => around(step, () => inner(step)),
  *caught(step) {
    try {
      yield* sleep(60_000);
    } catch {
      step('caught');
    } finally {
      step('clean');
    }
  },
};

const played: Record<string, string[]> = {};
for (const [name, body] of Object.entries(bodies)) {
  const steps: string[] = (played[name] = []);
  await run(function* () {
    const task = go(body, (what: string) => void steps.push(what));
    yield* sleep(1);
    task.kill();
    yield* task.outcome();
    steps.push(task.state);
  });
}
process.stdout.write(JSON.stringify(played));
