// The columns of the kill matrix: everything that can kill a task.
//
// Each column plays its part against a victim, and says what must have happened, given what the row
// says about its wait. The expectation knows SEMANTICS.md, not the kernel.
import {
  call,
  type Coroutine,
  deadline,
  go,
  pause,
  scope,
  select,
  sleep,
  type Task,
} from 'offshoot';
import { type CleanUp, cleaning, type History, reasonOf, type Stage } from './stage.ts';
import type { Row } from './waits.ts';

export type Victim = () => Coroutine<unknown> | Promise<unknown>;

export interface Column {
  title: string;
  cleanUp?: CleanUp;
  /** The victim does this when it has begun. */
  first?: (stage: Stage) => void;
  play(stage: Stage, victim: Victim, row: Row): Coroutine<void>;
  expects(row: Row): Expected;
  /** It needs time to pass while the victim waits. */
  timed?: boolean;
}

type Expected = Partial<History> & { steps: string[] };

/** The body of the victim: two steps around the wait, two in its clean-up. */
export function victimOf(row: Row, { cleanUp = 'quick', first }: Column, stage: Stage): Victim {
  if ('wait' in row) {
    return function* victim() {
      stage.step('begin');
      first?.(stage);
      try {
        yield* row.wait(stage);
        stage.step('through');
      } catch (error) {
        stage.step(`caught ${String(error)}`);
        throw error;
      } finally {
        stage.step('clean-up');
        const wait = cleaning(cleanUp);
        if (wait !== null) yield* wait;
        stage.step('clean');
      }
    };
  }
  return async function victim() {
    stage.step('begin');
    first?.(stage);
    try {
      await row.awaits(stage);
      stage.step('through');
    } catch (error) {
      stage.step(`caught ${(error as Error).name}`);
      throw error;
    } finally {
      stage.step('clean-up');
      const wait = cleaning(cleanUp);
      if (wait !== null) await wait;
      stage.step('clean');
    }
  };
}

/** Starts the victim and comes back when it stands in its wait. */
function* waiting(victim: Victim, row: Row): Coroutine<Task<unknown>> {
  const task = go(victim);
  yield* moment(row);
  return task;
}

/** Long enough for the victim to be in its wait. */
function* moment(row: Row): Coroutine<void> {
  if (row.timeless) for (let i = 0; i < 5; i++) yield* pause();
  else yield* sleep(5);
}

/** A kill from outside while it waits: the model that most columns share. */
function killed(row: Row, end: string, more: string[] = ['clean-up', 'clean']): Expected {
  const { enters = [], leaves = [] } = row;
  return { steps: ['begin', ...enters, ...leaves, ...more, `parent: ${end}`] };
}

/** What `state` says of a victim that stands in its wait. */
function stateOf(row: Row): History['state'] {
  return row.timeless ? 'ready' : 'waiting';
}

function refused(row: Row): Expected {
  const { refused: steps = [] } = row;
  const end = 'parent: killed: tired';
  return { steps: ['begin', ...steps, 'clean-up', 'clean', end], kills: [true] };
}

const fromOutside: Column[] = [
  {
    title: 'before it starts',
    *play(stage, victim) {
      const task = go(victim);
      stage.kill(task);
      stage.kill(task);
      yield* stage.seesEnd(task);
    },
    expects: () => ({ steps: ['parent: killed: enough'], kills: [true, false], state: 'ready' }),
  },
  {
    title: 'while it waits',
    *play(stage, victim, row) {
      const task = yield* waiting(victim, row);
      stage.kill(task);
      yield* stage.seesEnd(task);
    },
    expects: (row) => ({ ...killed(row, 'killed: enough'), kills: [true], state: stateOf(row) }),
  },
  {
    title: 'while it is ready',
    *play(stage, victim, row) {
      const task = go(victim);
      if (row.timeless) yield* pause();
      else yield* sleep(10);
      row.wake?.(stage);
      stage.kill(task);
      yield* stage.seesEnd(task);
    },
    expects: (row) => {
      const { leaves = [], leavesReady = leaves, givenBack = [] } = row;
      const state = readyState(row);
      return {
        ...killed({ ...row, leaves: leavesReady }, 'killed: enough'),
        kills: [true],
        values: givenBack,
        state,
      };
    },
  },
  {
    title: 'twice, with other reasons',
    cleanUp: 'waits',
    *play(stage, victim, row) {
      const task = yield* waiting(victim, row);
      stage.kill(task);
      yield* sleep(1);
      stage.kill(task, 'more than enough');
      yield* stage.seesEnd(task);
      stage.kill(task, 'at last');
    },
    expects: (row) => ({
      ...killed(row, 'killed: enough'),
      kills: [true, true, false],
      state: stateOf(row),
    }),
  },
  {
    title: 'with a clean-up that waits',
    cleanUp: 'waits',
    *play(stage, victim, row) {
      const task = yield* waiting(victim, row);
      stage.kill(task);
      yield* stage.seesEnd(task);
    },
    expects: (row) => ({ ...killed(row, 'killed: enough'), kills: [true], state: stateOf(row) }),
  },
  {
    title: 'with a clean-up that throws',
    cleanUp: 'throws',
    *play(stage, victim, row) {
      try {
        yield* scope(function* () {
          const task = yield* waiting(victim, row);
          stage.kill(task);
          yield* sleep(1000);
        });
      } catch (error) {
        stage.step(`parent: ${reasonOf(error)}`);
      }
    },
    expects: (row) => ({
      ...killed(row, 'clean-up', ['clean-up']),
      kills: [true],
      state: stateOf(row),
    }),
  },
  {
    title: 'with a clean-up that never ends',
    cleanUp: 'hangs',
    *play(stage, victim, row) {
      const task = yield* waiting(victim, row);
      stage.kill(task, 'enough', 20);
      yield* stage.seesEnd(task);
    },
    expects: (row) => ({
      ...killed(row, 'abandoned: enough', ['clean-up']),
      kills: [true],
      state: stateOf(row),
    }),
  },
];

/** The state of a victim that has been woken: an async body waits in the host, which does not tell. */
function readyState(row: Row): History['state'] {
  return 'awaits' in row ? 'waiting' : 'ready';
}

const byItself: Column[] = [
  {
    title: 'by itself',
    first: (stage) => stage.killMyself(),
    *play(stage, victim) {
      yield* stage.seesEnd(go(victim));
    },
    expects: refused,
  },
  {
    title: 'from a synchronous callback',
    first: (stage) => {
      const target = new EventTarget();
      target.addEventListener('event', () => stage.killMyself());
      target.dispatchEvent(new Event('event'));
    },
    *play(stage, victim) {
      yield* stage.seesEnd(go(victim));
    },
    expects: refused,
  },
];

const byOthers: Column[] = [
  {
    title: 'by a failing sibling',
    *play(stage, victim, row) {
      let task: Task<unknown> | undefined;
      try {
        yield* scope((siblings) => {
          task = siblings.go(victim);
          siblings.go(function* failing() {
            yield* moment(row);
            throw new Error('sibling');
          });
        });
      } catch (error) {
        yield* stage.seesEnd(task!);
        stage.step(`scope: ${reasonOf(error)}`);
      }
    },
    expects: (row) => {
      const { steps } = killed(row, 'killed: sibling');
      return { steps: [...steps, 'scope: sibling'] };
    },
  },
  {
    title: 'by scope.kill',
    *play(stage, victim, row) {
      let task: Task<unknown> | undefined;
      try {
        yield* scope(function* (inside) {
          task = inside.go(victim);
          yield* moment(row);
          stage.kills.push(inside.kill('closing time'));
          yield* pause();
          stage.step('the body went on');
        });
      } catch (error) {
        yield* stage.seesEnd(task!);
        stage.step(`scope: ${(error as Error).name}: ${reasonOf(error)}`);
      }
    },
    expects: (row) => {
      const { steps } = killed(row, 'killed: closing time');
      return { steps: [...steps, 'scope: KilledError: closing time'], kills: [true] };
    },
  },
  {
    title: 'by the timeout of the call that it is',
    cleanUp: 'waits',
    timed: true,
    *play(stage, victim) {
      try {
        yield* call(victim).timeout(5);
      } catch (error) {
        stage.step(`parent: ${(error as Error).name}`);
      }
    },
    expects: (row) => killed(row, 'TimeoutError'),
  },
  {
    title: 'by a deadline',
    cleanUp: 'waits',
    timed: true,
    *play(stage, victim) {
      try {
        yield* deadline(5, victim);
      } catch (error) {
        stage.step(`parent: ${(error as Error).name}`);
      }
    },
    expects: (row) => killed(row, 'TimeoutError'),
  },
  {
    title: 'as the loser of a select',
    cleanUp: 'waits',
    *play(stage, victim, row) {
      const { key } = yield* select({ victim: call(victim), winner: call(moment, row) });
      stage.step(`parent: ${key}`);
    },
    expects: (row) => killed(row, 'winner'),
  },
];

export const columns: Column[] = [...fromOutside, ...byItself, ...byOthers];
