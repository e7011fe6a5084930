// Two peers in one program, over a link in memory: what one is given, the other has.
import { channel, type Channel, type Coroutine, type Operation } from 'offshoot';
import { currentScheduler } from 'offshoot/kernel';
import { assertHolds, simulate } from 'offshoot/testing';
import { memoryLinks, type MemoryLinks, Peer, type PeerOptions } from 'offshoot/wire';

const GIVE = 50;

export interface Pair {
  links: MemoryLinks;
  here: Peer;
  there: Peer;
  /** What `value` is at the other end. */
  readonly give: <T>(value: T) => Operation<T>;
  /** The other way. */
  readonly giveBack: <T>(value: T) => Operation<T>;
}

export function pair(
  options: Partial<PeerOptions> = {},
  made: (links: MemoryLinks) => void = () => {},
): Pair {
  const links = memoryLinks();
  made(links);
  const [here, atHere] = peerOn(links, 0, options);
  const [there, atThere] = peerOn(links, 1, options);
  return {
    links,
    here,
    there,
    give: (value) => given(here, value, atThere),
    giveBack: (value) => given(there, value, atHere),
  };
}

function peerOn(
  links: MemoryLinks,
  end: 0 | 1,
  options: Partial<PeerOptions>,
): [Peer, Channel<unknown>] {
  const arrived = channel<unknown>(Infinity);
  const peer: Peer = new Peer(links.ends[end], {
    name: end === 0 ? 'here' : 'there',
    scheduler: currentScheduler(),
    external: false,
    received: (message) => void arrived.trySend(peer.unpack(message, 2)),
    over: (error) => arrived.close(error),
    ...options,
  });
  return [peer, arrived];
}

function given<T>(by: Peer, value: T, arrived: Channel<unknown>): Operation<T> {
  by.postValue([GIVE, 0], value, 'value');
  return arrived.receive() as Operation<T>;
}

/** All values, until the end. */
export function* drained<T>(from: Channel<T>): Coroutine<T[]> {
  const all: T[] = [];
  for (let got = yield* from.next(); !got.done; got = yield* from.next()) all.push(got.value);
  return all;
}

/** Under the host's order, and under many others. */
export async function inManyOrders(
  main: (pair: Pair) => Coroutine<void>,
  runs = 60,
): Promise<void> {
  for (const schedule of ['fifo', 'random', 'pct'] as const) {
    const report = await simulate(() => main(pair()), {
      runs: schedule === 'fifo' ? 1 : runs,
      schedule,
    });
    assertHolds(report);
  }
}
