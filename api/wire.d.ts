// offshoot/wire, as of `npm run api`. Not published: the package's own declarations are.

import { Operation } from 'offshoot/kernel';

/** What a link carries: bytes, or data that can be copied. */
type Message = Uint8Array | object;
/** Carries messages to another end and back, in order. Anybody may write one. */
interface Link {
    /** Waits until the link takes the message: while the other end is slow, it does not. Primitive. ClosedError once closed. */
    send(message: Message): Operation<void>;
    /** Waits for the next message. Primitive. Once closed and drained: ClosedError, or what it was closed with. */
    receive(): Operation<Message>;
    /** Closes both ends, with `error` if there is one; what was sent before still arrives. Acts at once. */
    close(error?: unknown): void;
    readonly closed: boolean;
}
/** Who is called with what arrives. */
interface LinkListener {
    received(message: Message): void;
    /** Nothing more arrives. `error` is undefined for a plain close. Called once. */
    closed(error: unknown): void;
}
/** A link that a peer can use. */
interface PeerLink extends Link {
    /**
     * Sends without waiting; of `transfer` the memory moves, where the link can do that. Ignored once
     * closed. Throws what cannot be copied.
     */
    post(message: Message, transfer?: readonly ArrayBuffer[]): void;
    /** From now on `listener` is called, and nobody receives. */
    listen(listener: LinkListener): void;
    /** Should this link keep the event loop alive? It does not, unless it is held. */
    hold(alive: boolean): void;
}

/** A pair of ends, and the weather between them. */
interface MemoryLinks {
    readonly ends: readonly [PeerLink, PeerLink];
    /** Nothing arrives any more, in neither direction; both ends are told, as by a lost connection. */
    cut(error?: unknown): void;
    /** The next `count` messages to this end vanish. */
    drop(end: 0 | 1, count?: number): void;
    /** What is under way waits until `resume`. */
    pause(): void;
    resume(): void;
    /** From now on each message is under way for so many milliseconds. */
    delay(ms: number): void;
}
/**
 * Makes a link inside this program. Messages are copied, as on any other link, and arrive in order,
 * each in a turn of its own.
 *
 * @example
 * import { run } from 'offshoot';
 * import { memoryLinks } from 'offshoot/wire';
 *
 * await run(function* () {
 *   const [here, there] = memoryLinks().ends;
 *   yield* here.send({ hello: 'there' });
 *   return yield* there.receive();
 * }) // => { hello: 'there' }
 */
declare function memoryLinks(): MemoryLinks;

export { memoryLinks };
export type { Link, LinkListener, MemoryLinks, Message, PeerLink };
