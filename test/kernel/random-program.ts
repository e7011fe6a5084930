// A program made from a seed: tasks of both kinds that wait in every way, start, kill and join each
// other, and clean up with more waits. It always ends by itself; what it leaves behind is a fault.
import {
  all,
  call,
  channel,
  type Channel,
  type Coroutine,
  currentTask,
  deadline,
  defer,
  go,
  type Operation,
  pause,
  race,
  scope,
  select,
  shield,
  sleep,
  type Task,
} from 'offshoot';

/** How deep bodies call each other, and how many waits one program makes. */
const deepest = 4;
const mostWaits = 120;

type Dice = (sides: number) => number;

/** Independent of the generator that chooses the schedule. */
function dice(seed: number): Dice {
  let x = Math.imul(seed, 0x9e3779b1) | 0 || 1;
  return (sides) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % sides;
  };
}

export class RandomProgram {
  readonly channels: Channel<number>[] = [];
  readonly tasks: Task<unknown>[] = [];
  readonly #dice: Dice;
  #left = mostWaits;

  constructor(seed: number) {
    this.#dice = dice(seed);
  }

  /** Ends when its deadline is over at the latest; with an error as often as not. */
  *main(): Coroutine<void> {
    const first = this;
    for (let i = 0; i < 3; i++) this.channels.push(channel(this.#dice(3)));
    yield* deadline(500, () => {
      for (let i = 0; i < 4; i++) first.tasks.push(go(() => first.body(0)));
    });
  }

  *body(depth: number): Coroutine<void> {
    const roll = this.#dice;
    for (let rounds = roll(4); rounds > 0 && this.#left-- > 0; rounds--) {
      this.#act(depth);
      try {
        yield* this.#wait(depth);
        if (roll(12) === 0) throw new Error('body');
      } catch (error) {
        if (roll(3) === 0) throw error;
      } finally {
        if (roll(3) === 0) yield* this.#cleanUp();
      }
    }
  }

  async asyncBody(depth: number): Promise<void> {
    const roll = this.#dice;
    for (let rounds = roll(3); rounds > 0 && this.#left-- > 0; rounds--) {
      try {
        await this.#wait(depth);
      } catch (error) {
        if (currentTask().signal.aborted || roll(2) === 0) throw error;
      } finally {
        if (roll(3) === 0) await sleep(roll(3));
      }
    }
  }

  /** Something that acts at once: start, kill, defer. */
  #act(depth: number): void {
    const roll = this.#dice;
    if (roll(4) === 0) this.tasks.push(go(this.#anyBody(depth + 1)));
    if (roll(6) === 0) this.#anyTask()?.kill('by chance', roll(3) > 0 ? {} : { within: roll(4) });
    if (roll(9) === 0) defer(() => sleep(roll(3)) as unknown as Coroutine<void>);
  }

  #anyBody(depth: number): () => Coroutine<void> | Promise<void> {
    return this.#dice(2) === 0 ? () => this.body(depth) : () => this.asyncBody(depth);
  }

  #anyTask(): Task<unknown> | undefined {
    return this.tasks.length === 0 ? undefined : this.tasks[this.#dice(this.tasks.length)];
  }

  #anyChannel(): Channel<number> {
    return this.channels[this.#dice(3)]!;
  }

  #wait(depth: number): Operation<unknown> {
    return depth < deepest && this.#dice(2) === 0 ? this.#composite(depth + 1) : this.#primitive();
  }

  #primitive(): Operation<unknown> {
    const roll = this.#dice;
    const ways: (() => Operation<unknown>)[] = [
      () => sleep(roll(5)),
      () => pause(),
      () => this.#anyChannel().send(1),
      () => this.#anyChannel().receive(),
      () => this.#anyChannel().next().timeout(roll(4)),
      () =>
        select({
          a: this.#anyChannel().receive(),
          b: this.#anyChannel().send(2),
          c: sleep(roll(6)),
        }),
      () => this.#anyTask()?.outcome().timeout(roll(9)) ?? pause(),
    ];
    return ways[roll(ways.length)]!();
  }

  #composite(depth: number): Operation<unknown> {
    const roll = this.#dice;
    const body = (): Coroutine<void> => this.body(depth);
    const ways: (() => Operation<unknown>)[] = [
      () => scope(body),
      () => call(body),
      () => deadline(roll(6), body),
      () => race([scope(body), sleep(roll(8))]),
      () => all([sleep(roll(3)), call(this.#anyBody(depth))]),
      () => shield(() => sleep(roll(4)) as unknown as Coroutine<void>),
    ];
    return ways[roll(ways.length)]!();
  }

  *#cleanUp(): Coroutine<void> {
    const roll = this.#dice;
    yield* sleep(roll(3));
    if (roll(4) === 0) yield* shield(() => pause() as unknown as Coroutine<void>);
    if (roll(30) === 0) throw new Error('clean-up');
  }
}
