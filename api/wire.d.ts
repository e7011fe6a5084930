// offshoot/wire, as of `npm run api`. Not published: the package's own declarations are.

import { CodecError, Operation, Scheduler } from 'offshoot/kernel';

/** How much may be decoded. */
interface CheckedLimits {
    maxDepth: number;
    maxBytes: number;
    maxItems: number;
}

/** Plain data as bytes; what else is in it must have been packed for `bytes`. */
declare function toBytes(message: unknown): Uint8Array;
/** Takes memory from who had it, as a link between threads does: it has gone, as bytes. */
declare function detach(transfer: readonly ArrayBuffer[]): void;
/**
 * The reverse of `toBytes`. The bytes may be anything.
 *
 * @throws CodecError if they are not well-formed, or beyond the limits.
 */
declare function fromBytes(bytes: Uint8Array, limits: CheckedLimits): unknown;

/** How much may be encoded or decoded. What is beyond a limit gives a CodecError. */
interface Limits {
    /** How deep values may be nested. Default: 100. */
    maxDepth?: number;
    /** How long the bytes may be. Default: 67108864, which is 64 MiB. */
    maxBytes?: number;
    /** How many values there may be in all, counting keys. Default: 1000000. */
    maxItems?: number;
}
/**
 * Makes bytes of a value: plain data, Map, Set, Date, RegExp, bigint, typed arrays and buffers, errors
 * whole; also where parts are shared or stand in a circle. Acts at once; about 1 us for a small object.
 *
 * What belongs to a place, as a channel, a task or a portable function, cannot leave it in bytes.
 *
 * @throws CodecError for what cannot travel, naming the path, and for what is beyond a limit.
 * @example
 * import { decode, encode } from 'offshoot/wire';
 *
 * const bytes = encode({ name: 'Ada', tags: new Set(['a', 'b']) });
 * decode(bytes) // => { name: 'Ada', tags: new Set(['a', 'b']) }
 */
declare function encode(value: unknown, options?: Limits): Uint8Array;
/**
 * Makes the value again that `encode` made bytes of. The bytes may come from anybody: what is not
 * well-formed is refused before anything is made of it, no class and no code is looked up by a name in
 * them, and an error of a class that is not of the language or this package becomes a RemoteError.
 * Acts at once.
 *
 * @throws CodecError for what `encode` does not write, and for what is beyond a limit; TypeError if
 * `bytes` is no Uint8Array.
 * @example
 * import { decode, encode } from 'offshoot/wire';
 *
 * decode(encode([1n, new Date(0)])) // => [1n, new Date(0)]
 */
declare function decode(bytes: Uint8Array, limits?: Limits): unknown;

/** Classes of errors that both sides can find. */
interface ErrorClasses {
    /** How the other side finds the class, as plain data; undefined if it cannot. */
    refer(type: Function): unknown;
    /** The class that the reference, of the other side, stands for here; undefined if there is none. */
    find(reference: unknown): unknown;
}

/** The message of an error, a string as it is, the kind of anything else. */
declare function inWords(value: unknown): string;

/**
 * Gives `buffer` away: when it travels the next time, as an argument, in one or as a result, its memory
 * moves to the other place instead of being copied, and is detached here. Gives `buffer` itself, so it
 * stands where the buffer would. Acts at once.
 *
 * Moving costs the same for any size: 64 MB in less than 0.1 ms. To another process nothing can
 * be moved: it is copied, and detached here all the same. What does not own the whole of its memory, as
 * a small `Buffer` out of Node's pool or a `subarray`, is copied and stays usable.
 *
 * @throws TypeError if `buffer` is no ArrayBuffer, typed array, DataView or Buffer; shared memory need not move.
 * @example
 * import { encode, move } from 'offshoot/wire';
 *
 * const bytes = new Uint8Array([1, 2, 3]);
 * encode(move(bytes));
 * bytes.length // => 0
 */
declare function move<T extends ArrayBuffer | ArrayBufferView>(buffer: T): T;

/** The stack of whoever asked for a job. */
declare class Origin {
    readonly stack: string;
    /** Whoever asks has called `method` of `owner`, which is under way: so its caller stands first. */
    constructor(owner?: object, method?: string);
    /** Its lines, without those of this package. */
    frames(): string[];
}

/**
 * Which copying the link does: a `clone` is the host's structured clone, between threads; `bytes` are
 * encoded. Some things need no care in one of them.
 */
type Form = 'clone' | 'bytes';
/** A value that is ready to be posted. */
interface Packed {
    /** The very value, where nothing in it is special. */
    readonly value: unknown;
    /** Plain data for `unpack`; it travels in the same message as `value`. Null: nothing to unpack. */
    readonly extra: Extra | null;
    /** Memory that is to move. Never any for bytes. */
    readonly transfer: readonly ArrayBuffer[];
}
/** The special that the whole value is, or -1; the specials; who holds which one: holder, key, index. */
type Extra = readonly [
    root: number,
    specials: readonly Special[],
    slots: readonly unknown[]
];
/** Something that no copying keeps: its kind, and what it is made of. */
type Special = readonly [kind: number, data: unknown];
/** Stands for an object that stays where it is: what sort of thing, then plain data to find it by. */
type Reference = readonly [kind: string, ...data: unknown[]];
/** Makes references of objects, and objects of references. Whoever owns the link has these. */
interface References {
    /** The reference to `value`, a function or an object of a class; undefined if it has none. */
    refer(value: object): Reference | undefined;
    /** What the reference, of the other side, stands for here. */
    resolve(reference: Reference): unknown;
    /** One that `refer` gave does not travel after all. */
    takeBack(reference: Reference): void;
    /** One of the other side has arrived, and nobody resolves it. */
    letGo(reference: Reference): void;
}
/** The references in what was packed: to be prepared for, before it is unpacked. */
declare function referencesIn(extra: Extra | null): Reference[];
/** Puts what `resolve` makes of them in place of the references in what has arrived. */
declare function resolveAhead(extra: Extra, resolve: (reference: Reference) => Reference): void;

/** How to pack. */
interface PackOptions {
    /** How the link copies. */
    form: Form;
    /** Without them, nothing is referred to. */
    references?: References | undefined;
    classes?: ErrorClasses | undefined;
    /** Default: 1000. */
    maxDepth?: number | undefined;
}

/**
 * Makes `value` ready to be posted. `name` is what it is called in messages: `args`, `result`. What is
 * marked by `move` counts as moved from now on.
 *
 * @throws CodecError for what cannot travel; it names the path.
 */
declare function pack(value: unknown, name: string, options: PackOptions): Packed;
/**
 * Why the host did not copy `value`, though it was packed: a proxy, a getter that gives something else
 * each time, an object of the host's own. `cause` is what the host said.
 */
declare function refusal(value: unknown, name: string, options: PackOptions, cause: unknown): CodecError;
/** Packs what was thrown, whatever it is. What cannot travel is described. Never throws. */
declare function packThrown(thrown: unknown, options: PackOptions): Packed;

/** How to unpack: with the other side's references and classes, as it packed with them. */
interface UnpackOptions {
    references?: References | undefined;
    classes?: ErrorClasses | undefined;
    /** Where it comes from: `thread "images-1"`. */
    where?: string | undefined;
    /** If the value is an error, its stack goes on with these callers. */
    origin?: Origin | undefined;
}
/**
 * The reverse of `pack`. Nothing but the special parts is walked over.
 *
 * @throws CodecError if `extra` is not what `pack` makes, or refers to what is not known here.
 */
declare function unpack(value: unknown, extra: Extra | null, options: UnpackOptions): unknown;

/** Lists that are like `L`. */
type Flat<L extends readonly unknown[]> = unknown[] & {
    readonly like?: L;
};
/** One list of all, behind what `flat` has already. */
declare function flatten<L extends readonly unknown[]>(lists: readonly L[], flat?: Flat<L>): Flat<L>;
/** The lists again, which begin at `from`. */
declare function unflatten<L extends readonly unknown[]>(flat: Flat<L>, from?: number): L[];

/** What a link carries: bytes, or data that can be copied. */
type Message$1 = Uint8Array | object;
/** Carries messages to another end and back, in order. Anybody may write one. */
interface Link {
    /** Waits until the link takes the message: while the other end is slow, it does not. Primitive. ClosedError once closed. */
    send(message: Message$1): Operation<void>;
    /** Waits for the next message. Primitive. Once closed and drained: ClosedError, or what it was closed with. */
    receive(): Operation<Message$1>;
    /** Closes both ends, with `error` if there is one; what was sent before still arrives. Acts at once. */
    close(error?: unknown): void;
    readonly closed: boolean;
}
/** Who is called with what arrives. */
interface LinkListener {
    received(message: Message$1): void;
    /** Nothing more arrives. `error` is undefined for a plain close. Called once. */
    closed(error: unknown): void;
}
/** A link that a peer can use. */
interface PeerLink extends Link {
    /** How it copies: as the host does between threads, or as bytes. */
    readonly form: Form;
    /**
     * Sends without waiting; of `transfer` the memory moves, where the link can do that. Ignored once
     * closed. Throws what cannot be copied.
     */
    post(message: Message$1, transfer?: readonly ArrayBuffer[]): void;
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

type Message = readonly [kind: number, id: number, ...rest: unknown[]];

/** The kind of references to portable functions. */
declare const FUNCTION = "function";
/** What stays where it is in its own way, and is referred to: portable functions. */
interface Functions {
    /** The reference to a function or class, if it has an address. */
    refer(value: object): Reference | undefined;
    /** Gets ready to find it; a promise if that takes time. */
    prepare(reference: Reference): Promise<void> | undefined;
    find(reference: Reference): unknown;
}
/** What must be waited for before the functions that are referred to can be found. */
declare function preparations(functions: Functions, extra: Extra): Promise<void>[];

/** How a peer is made. */
interface PeerOptions {
    /** What the other end is called in messages. */
    name: string;
    scheduler: Scheduler;
    functions?: Functions;
    classes?: ErrorClasses;
    /** Is the other end outside of this program, so that it may end waits here? In memory it is not. */
    external?: boolean;
    /** Messages that are none of ours. */
    received?(message: Message): void;
    /** The link is closed or lost. Called once. */
    over?(error: unknown): void;
    /** Makes the error that waits end with, of what the link was closed with. */
    lossOf?(error: unknown): unknown;
    /** Says so often that it lives, in milliseconds, and expects that of the other end: for links that lose messages. */
    beatMs?: number;
}
/** One end of a link, for all that travels over it and lives on; see the head of this file. */
declare class Peer implements References, LinkListener {
    #private;
    readonly name: string;
    readonly scheduler: Scheduler;
    readonly external: boolean;
    /** What waits end with, once it is over. */
    over: {
        error: unknown;
    } | null;
    /** Far ends that are not to be collected: they have committed to a value that is not theirs yet. */
    readonly kept: Set<object>;
    constructor(link: PeerLink, options: PeerOptions);
    /** Says something to the other end, in the next batch. Ignored once it is over. */
    post(message: Message): void;
    /**
     * The same, with a value as it is now, called `what` in messages; and perhaps a mark behind it.
     *
     * @throws CodecError if it cannot travel.
     */
    postValue(message: Message, value: unknown, what: string, mark?: boolean): void;
    /** The same with an error, or what else was thrown: what cannot travel of it goes as its description. */
    postError(message: Message, error: unknown): void;
    /** Throws CodecError if a value cannot travel. It may still be sent later, or not. */
    check(value: unknown, what: string): void;
    /** Sends what there is. */
    flush(): void;
    received(carried: Message$1): void;
    /** What a message brought: the value of two of its fields, from `at` on. */
    unpack(message: Message, at: number): unknown;
    /** What was thrown there; or why it cannot be had here, for a module that it needs failed to load. */
    unpackError(message: Message, at: number): unknown;
    refer(value: object): Reference | undefined;
    resolve(reference: Reference): unknown;
    takeBack([kind, id]: Reference): void;
    letGo([kind, id]: Reference): void;
    /** What the reference was resolved to has come to nobody. */
    giveUp([kind, id]: Reference): void;
    /** Nobody is there any more who would take what a message brought. */
    unread(message: Message): void;
    /** Numbers what is at home here. */
    nextId(): number;
    get isNeeded(): boolean;
    /** Somebody waits for the other end, or it has something of ours that somebody may wait for; or no more. */
    needed(by: 1 | -1): void;
    closed(error: unknown): void;
    /** Ends it, and closes the link. What was said before still arrives, if the link lives. */
    end(error?: unknown): void;
}

/** A channel, a queue, a future, a task or a signal: of this place, or the far end of one. */
declare function isShareable(value: object): boolean;

/** How a pipe link is made. */
interface PipeOptions {
    /** What it is called in messages. */
    name?: string;
    /** The largest message in bytes, in both directions. Default: 64 MB. */
    maxFrame?: number;
}
/** A stream of Node's that gives bytes. Declared here, so that nobody needs the types of Node to name it. */
interface ByteSource {
    readonly readableFlowing: boolean | null;
    pause(): unknown;
    resume(): unknown;
}
/** A stream of Node's that takes bytes. */
interface ByteSink {
    readonly writableNeedDrain: boolean;
    write(bytes: Uint8Array): boolean;
    end(): unknown;
}
/**
 * One stream for each direction. Over a single socket a write that fails, because the other end has
 * died, takes along what that end had written before, and what is not read yet.
 */
interface Halves {
    input: ByteSource;
    output: ByteSink;
}
/** A PeerLink that can tell how far it has come. */
interface PipeLink extends PeerLink {
    /** Did it end inside a frame, or with what is no frame? */
    readonly torn: boolean;
    /** Did it end with what is no frame, so that nobody knows what came after that? */
    readonly unreadable: boolean;
    /** Writes at once what was posted. True if the system has taken all of it: it arrives even if this process dies now. */
    flush(): boolean;
    /** Calls back when the stream takes more, for whoever found that it did not (`flush`). */
    whenFlushed(done: () => void): void;
}
/**
 * A link over a stream of bytes, such as a socket or a child's pipe; at the other end of the stream
 * there must be one, too. Messages travel as `encode` writes them, bytes as they are. `send` waits while the other end does
 * not read: past the stream's own buffers at most 64 messages, or 1 MB, are sent and not received.
 *
 * A message of more than `maxFrame` bytes fails in its sender with CodecError, and nothing of it is
 * written. A stream that ends without a close, in or between messages, or carries something else,
 * ends the link with LinkLostError.
 *
 * @throws RangeError for a wrong `maxFrame`.
 * @example
 * import { duplexPair } from 'node:stream';
 * import { run } from 'offshoot';
 * import { pipeLink } from 'offshoot/wire';
 *
 * const [left, right] = duplexPair();
 * const [here, there] = [pipeLink(left), pipeLink(right)];
 * await run(function* () {
 *   yield* here.send({ n: 42 });
 *   return yield* there.receive();
 * }) // => { n: 42 }
 */
declare function pipeLink(stream: (ByteSource & ByteSink) | Halves, options?: PipeOptions): PipeLink;

type PortListener = (value: any) => void;
/** What a MessagePort of Node's is, as far as a link needs it; also a Worker, from outside. */
interface PortLike {
    postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
    on(event: string, listener: PortListener): unknown;
    off(event: string, listener: PortListener): unknown;
    close?(): void;
    ref?(): void;
    unref?(): void;
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
declare function portLink(port: PortLike, options?: {
    name?: string;
}): PeerLink;

export { FUNCTION, Origin, Peer, decode, detach, encode, flatten, fromBytes, inWords, isShareable, memoryLinks, move, pack, packThrown, pipeLink, portLink, preparations, referencesIn, refusal, resolveAhead, toBytes, unflatten, unpack };
export type { ByteSink, ByteSource, CheckedLimits, ErrorClasses, Extra, Flat, Form, Functions, Halves, Limits, Link, LinkListener, MemoryLinks, Message$1 as Message, PackOptions, Packed, PeerLink, PeerOptions, PipeLink, PipeOptions, PortLike, Reference, References, UnpackOptions };
