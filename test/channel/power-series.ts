// Power series as streams of rational coefficients: McIlroy's "Squinting at power series" (1990).
// A series is a request channel and an answer channel: a coefficient is computed when it is asked
// for, by tasks that ask other tasks. So a product or a composition is a web of small channels.
import { channel, type Channel, type Coroutine, go, select } from 'offshoot';

/** A rational number in lowest terms. */
export class Rational {
  readonly top: bigint;
  readonly bottom: bigint;

  constructor(top: bigint, bottom = 1n) {
    const by = divisor(top, bottom) * (bottom < 0n ? -1n : 1n);
    this.top = top / by;
    this.bottom = bottom / by;
  }

  plus(other: Rational): Rational {
    return new Rational(
      this.top * other.bottom + other.top * this.bottom,
      this.bottom * other.bottom,
    );
  }

  times(other: Rational): Rational {
    return new Rational(this.top * other.top, this.bottom * other.bottom);
  }

  get inverse(): Rational {
    return new Rational(this.bottom, this.top);
  }

  toString(): string {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }
}

function divisor(a: bigint, b: bigint): bigint {
  for (; b !== 0n; [a, b] = [b, a % b]);
  return a < 0n ? -a : a === 0n ? 1n : a;
}

const q = (top: number, bottom = 1): Rational => new Rational(BigInt(top), BigInt(bottom));

export interface Series {
  ask: Channel<void>;
  answer: Channel<Rational>;
}

/** The coefficients, first one first, until nobody asks any more. */
type Terms = (put: (coefficient: Rational) => Coroutine<void>) => Coroutine<void>;

/** Starts the task behind a series. */
function series(terms: Terms): Series {
  const made: Series = { ask: channel(), answer: channel() };
  go(terms, function* (coefficient) {
    yield* made.ask.receive();
    yield* made.answer.send(coefficient);
  });
  return made;
}

export function* get(from: Series): Coroutine<Rational> {
  yield* from.ask.send();
  return yield* from.answer.receive();
}

/** The next coefficient of each of two; asks both, and takes the answers as they come. */
function* getBoth(f: Series, g: Series): Coroutine<[Rational, Rational]> {
  const got: { f?: Rational; g?: Rational } = {};
  let asked = { f: false, g: false };
  while (got.f === undefined || got.g === undefined) {
    const step = yield* select({
      askF: !asked.f && f.ask.send(),
      askG: !asked.g && g.ask.send(),
      f: asked.f && got.f === undefined && f.answer.receive(),
      g: asked.g && got.g === undefined && g.answer.receive(),
    });
    if (step.key === 'askF') asked = { ...asked, f: true };
    else if (step.key === 'askG') asked = { ...asked, g: true };
    else got[step.key] = step.value;
  }
  return [got.f, got.g];
}

/** All of `from`, passed on. */
function* copy(from: Series, put: (c: Rational) => Coroutine<void>): Coroutine<void> {
  for (;;) yield* put(yield* get(from));
}

/** Two series that give the same; the one that lags behind finds what the other has had. */
function split(from: Series): [Series, Series] {
  const queues: [Rational[], Rational[]] = [[], []];
  const turn = channel<void>(1);
  turn.trySend();
  const half = (mine: 0 | 1): Series =>
    series(function* (put) {
      for (;;) yield* put(yield* next(mine));
    });
  function* next(mine: 0 | 1): Coroutine<Rational> {
    yield* turn.receive();
    const kept = queues[mine].shift();
    const got = kept ?? (yield* get(from));
    if (kept === undefined) queues[1 - mine]!.push(got);
    yield* turn.send();
    return got;
  }
  return [half(0), half(1)];
}

/** 1 + x + x² + ... */
export function ones(): Series {
  return series(function* (put) {
    for (;;) yield* put(q(1));
  });
}

export function add(f: Series, g: Series): Series {
  return series(function* (put) {
    for (;;) {
      const [a, b] = yield* getBoth(f, g);
      yield* put(a.plus(b));
    }
  });
}

function scale(by: Rational, f: Series): Series {
  return series(function* (put) {
    for (;;) yield* put(by.times(yield* get(f)));
  });
}

/** x · f */
function shift(f: Series): Series {
  return series(function* (put) {
    yield* put(q(0));
    yield* copy(f, put);
  });
}

/** (f + xF)(g + xG) = fg + x(fG + gF) + x²FG */
export function multiply(left: Series, right: Series): Series {
  return series(function* (put) {
    const [f, g] = yield* getBoth(left, right);
    yield* put(f.times(g));
    const [F1, F2] = split(left);
    const [G1, G2] = split(right);
    const rest = add(add(scale(f, G1), scale(g, F1)), shift(multiply(F2, G2)));
    yield* copy(rest, put);
  });
}

export function differentiate(f: Series): Series {
  return series(function* (put) {
    yield* get(f);
    for (let n = 1; ; n++) yield* put(q(n).times(yield* get(f)));
  });
}

export function integrate(constant: Rational, f: Series): Series {
  return series(function* (put) {
    yield* put(constant);
    for (let n = 1; ; n++) yield* put(q(1, n).times(yield* get(f)));
  });
}

/** 1 / f: the series that multiplied with f gives 1. */
export function reciprocal(f: Series): Series {
  return series(function* (put) {
    const first = (yield* get(f)).inverse;
    yield* put(first);
    // R = 1/(f + xF) = first - x · first · F · R, so it feeds on itself.
    const [mine, again] = split(
      series(function* (putTail) {
        yield* copy(scale(q(-1).times(first), multiply(f, reciprocalAgain())), putTail);
      }),
    );
    function reciprocalAgain(): Series {
      return series(function* (putAgain) {
        yield* putAgain(first);
        yield* copy(again, putAgain);
      });
    }
    yield* copy(mine, put);
  });
}

/** e to the f, for an f without a constant: X = ∫ X f' */
export function exponential(f: Series): Series {
  return series(function* (put) {
    const derivative = differentiate(f);
    const feed: Series = { ask: channel(), answer: channel() };
    const [mine, again] = split(integrate(q(1), multiply(feed, derivative)));
    go(function* () {
      for (;;) {
        yield* feed.ask.receive();
        yield* feed.answer.send(yield* get(again));
      }
    });
    yield* copy(mine, put);
  });
}

/** f(g), for a g without a constant: f0 + x G (F(g)), where g = xG */
export function substitute(f: Series, g: Series): Series {
  return series(function* (put) {
    const [g1, g2] = split(g);
    yield* put(yield* get(f));
    yield* get(g1);
    yield* copy(multiply(g1, substitute(f, g2)), put);
  });
}

/** f(by · x) */
export function stretch(by: Rational, f: Series): Series {
  return series(function* (put) {
    for (let power = q(1); ; power = power.times(by)) yield* put(power.times(yield* get(f)));
  });
}

/** x + x² + x³ + ... */
export function powers(): Series {
  return shift(ones());
}

export { q as rational };
