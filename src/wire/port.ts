// A link over a message port: between threads, or two parts of one.
//
//   open --close()--> closing --the other end answers--> closed
//      \--the other end closes, and is answered----------^
//       \--the port is gone: LinkLostError---------------^
//
// A port takes everything, so its slow receiver must be asked about: each end counts what the other
// has sent and not received, and waits at WINDOW; the other says so at every half of that.
//
// On the port a message travels as it is. What the ends say to each other is no object: a number is
// how many messages were received, a string is the close and its reason (reason.ts).

import { CodecError, LinkLostError, type Operation } from '../kernel/index.ts';
import { Inbox } from './inbox.ts';
import type { LinkListener, Message, PeerLink } from './link.ts';
import { Outlet } from './outlet.ts';
import { packReason, unpackReason } from './reason.ts';

/** So many messages may be sent and not received. */
const WINDOW = 64;

// any: what a port carries is not known, and its overloads for each event fit no other type.
type PortListener = (value: any) => void;

/** What a MessagePort of Node's is, as far as a link needs it; also a Worker, from outside. */
export interface PortLike {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: string, listener: PortListener): unknown;
  off(event: string, listener: PortListener): unknown;
  close?(): void;
  ref?(): void;
  unref?(): void;
}

class PortLink implements PeerLink {
  readonly form = 'clone';
  readonly name: string;
  readonly #port: PortLike;
  readonly #inbox: Inbox;
  readonly #outlet: Outlet<Message>;
  readonly #events: Record<string, PortListener>;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #reason: unknown = undefined;
  /** How many were sent, and not received as far as is known. */
  #underWay = 0;
  /** How many were received, and the other end not told. */
  #untold = 0;
  #held = false;
  #alive = false;

  constructor(port: PortLike, name: string) {
    this.name = name;
    this.#port = port;
    const waitersChanged = (): void => this.#keepAlive();
    this.#inbox = new Inbox({ name, taken: () => this.#taken(), waitersChanged });
    // oxlint-disable-next-line no-this-alias -- the door's getter has a `this` of its own.
    const link = this;
    this.#outlet = new Outlet<Message>({
      name,
      get open() {
        return link.#underWay < WINDOW;
      },
      pack: (message) => message,
      write: (message) => this.#write(message),
      waitersChanged,
    });
    this.#events = {
      message: (value: Message | number | string) => this.#arrived(value),
      messageerror: () =>
        this.close(new CodecError(`what arrived over ${name} cannot be read at this end`)),
      close: () => this.#cut(),
      exit: () => this.#cut(),
    };
    for (const [event, listener] of Object.entries(this.#events)) port.on(event, listener);
    // To listen holds the event loop.
    port.unref?.();
  }

  // ---- what users see

  get closed(): boolean {
    return this.#state !== 'open';
  }

  send(message: Message): Operation<void> {
    return this.#outlet.send(message);
  }

  receive(): Operation<Message> {
    return this.#inbox.receive();
  }

  post(message: Message, transfer?: readonly ArrayBuffer[]): void {
    if (this.#state === 'open') this.#write(message, transfer);
  }

  listen(listener: LinkListener): void {
    this.#inbox.listen(listener);
  }

  hold(alive: boolean): void {
    this.#held = alive;
    this.#keepAlive();
  }

  close(error?: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#reason = error;
    this.#port.postMessage(packReason(error));
    this.#outlet.close(error);
  }

  // ---- what is sent

  #write(message: Message, transfer?: readonly ArrayBuffer[]): void {
    if (transfer === undefined) this.#port.postMessage(message);
    else this.#port.postMessage(message, transfer);
    this.#underWay++;
  }

  #taken(): void {
    if (++this.#untold < WINDOW / 2 || this.#state === 'closed') return;
    this.#port.postMessage(this.#untold);
    this.#untold = 0;
  }

  // ---- what arrives

  #arrived(value: Message | number | string): void {
    if (typeof value === 'number') {
      this.#underWay -= value;
      this.#outlet.drain();
    } else if (typeof value === 'string') this.#closedThere(value);
    else this.#inbox.push(value);
  }

  #closedThere(text: string): void {
    if (this.#state === 'closing') this.#over(this.#reason ?? unpackReason(text));
    else {
      this.#port.postMessage('');
      this.#over(unpackReason(text));
    }
  }

  #cut(): void {
    const lost = new LinkLostError(`${this.name} was cut: the other end is gone`);
    this.#over(this.#state === 'closing' ? this.#reason : lost);
  }

  #over(error: unknown): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    for (const [event, listener] of Object.entries(this.#events)) this.#port.off(event, listener);
    this.#port.close?.();
    this.#outlet.close(error);
    this.#inbox.end(error);
    this.#keepAlive();
  }

  #keepAlive(): void {
    const awaited = this.#inbox.awaited || this.#outlet.awaited;
    const alive = this.#state !== 'closed' && (this.#held || awaited);
    if (alive === this.#alive) return;
    this.#alive = alive;
    if (alive) this.#port.ref?.();
    else this.#port.unref?.();
  }
}

/**
 * A link over a message port; at the other end of the port there must be one, too. Messages are
 * copied as the port copies them. `send` waits while 64 messages are sent and not received.
 *
 * When the port or its thread is gone without a close, LinkLostError.
 *
 * @example
 * import { MessageChannel } from 'node:worker_threads';
 * import { run } from 'offshoot';
 * import { portLink } from 'offshoot/wire';
 *
 * const { port1, port2 } = new MessageChannel();
 * const [here, there] = [portLink(port1), portLink(port2)];
 * await run(function* () {
 *   yield* here.send({ n: 42 });
 *   return yield* there.receive();
 * }) // => { n: 42 }
 */
export function portLink(port: PortLike, options: { name?: string } = {}): PeerLink {
  return new PortLink(port, options.name ?? 'a message port');
}
