// A link over a stream of bytes in both directions, or two of one each: a socket, the pipes of a child.
//
//   open --close()--> closing --the other end answers--> closed
//      \--the other end closes, and is answered----------^
//       \--the stream ends without: LinkLostError--------^
//
// Frames of one turn are written together. A slow receiver is felt through the stream itself: an end
// whose inbox is full stops reading, the stream fills up, and `send` waits at the other one. Nobody
// stops reading once it is closing, for what comes then is what was on its way.

import type { Readable, Writable } from 'node:stream';
import { checkCount, CodecError, LinkLostError, type Operation } from '../kernel/index.ts';
import { decode, encode, type Limits } from './codec/encode.ts';
import { detach, fromBytes, toBytes } from './codec/bytes.ts';
import type { CheckedLimits } from './codec/check-bytes.ts';
import { BYTES, CLOSE, FrameReader, HEADER, headerOf, type Kind, PACKED, VALUE } from './frames.ts';
import { Inbox } from './inbox.ts';
import type { LinkListener, Message, PeerLink } from './link.ts';
import { Outlet } from './outlet.ts';
import { packReason, unpackReason } from './reason.ts';

/** The largest message, unless it is said otherwise: 64 MB. */
const MAX_FRAME = 64 * 1024 * 1024;
/** Frames of one turn are written together, up to so many bytes. */
const MAX_BATCH = 64 * 1024;
/** Reading stops at so many messages, or bytes, that nobody has received. */
const MAX_MESSAGES = 64;
const MAX_BYTES = 1024 * 1024;

/** How a pipe link is made. */
export interface PipeOptions {
  /** What it is called in messages. */
  name?: string;
  /** The largest message in bytes, in both directions. Default: 64 MB. */
  maxFrame?: number;
}

/** What is sent is measured here. What a peer has packed may be as deep as it packs, and some levels more. */
const unlimited: Limits = { maxBytes: Infinity };
const packedLimits = { maxDepth: 1050, maxItems: Infinity };

interface Frame {
  kind: Kind;
  body: Uint8Array;
}

/** A message that has arrived, and how long it was. */
const sizes = new WeakMap<Message, number>();

/** A stream of Node's that gives bytes. Declared here, so that nobody needs the types of Node to name it. */
export interface ByteSource {
  readonly readableFlowing: boolean | null;
  pause(): unknown;
  resume(): unknown;
}

/** A stream of Node's that takes bytes. */
export interface ByteSink {
  readonly writableNeedDrain: boolean;
  write(bytes: Uint8Array): boolean;
  end(): unknown;
}

/**
 * One stream for each direction. Over a single socket a write that fails, because the other end has
 * died, takes along what that end had written before, and what is not read yet.
 */
export interface Halves {
  input: ByteSource;
  output: ByteSink;
}

/** A PeerLink that can tell how far it has come. */
export interface PipeLink extends PeerLink {
  /** Did it end inside a frame, or with what is no frame? */
  readonly torn: boolean;
  /** Did it end with what is no frame, so that nobody knows what came after that? */
  readonly unreadable: boolean;
  /** Writes at once what was posted. True if the system has taken all of it: it arrives even if this process dies now. */
  flush(): boolean;
  /** Calls back when the stream takes more, for whoever found that it did not (`flush`). */
  whenFlushed(done: () => void): void;
}

class StreamLink implements PipeLink {
  readonly form = 'bytes';
  readonly name: string;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #maxFrame: number;
  readonly #limits: Limits;
  readonly #packedLimits: CheckedLimits;
  readonly #reader: FrameReader;
  readonly #inbox: Inbox;
  readonly #outlet: Outlet<Frame>;
  torn = false;
  unreadable = false;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #reason: unknown = undefined;
  /** Not yet given to the stream. */
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  /** Bytes of the messages in the inbox. */
  #unreceived = 0;
  #held = false;

  constructor(halves: Halves, { name = 'a pipe', maxFrame = MAX_FRAME }: PipeOptions) {
    const { input, output } = halves as { input: Readable; output: Writable };
    this.name = name;
    this.#input = input;
    this.#output = output;
    this.#maxFrame = maxFrame;
    this.#limits = { maxBytes: maxFrame };
    this.#packedLimits = { ...packedLimits, maxBytes: maxFrame };
    this.#reader = new FrameReader(name, maxFrame);
    const waitersChanged = (): void => this.#keepAlive();
    this.#inbox = new Inbox({ name, taken: (message) => this.#taken(message), waitersChanged });
    this.#outlet = new Outlet<Frame>({
      name,
      get open() {
        return !output.writableNeedDrain;
      },
      pack: (message) => this.#pack(message),
      write: (frame) => this.#write(frame),
      waitersChanged,
    });
    input.on('data', (piece: Buffer) => this.#read(piece));
    input.on('end', () => this.#cut(undefined));
    input.on('error', (error) => this.#cut(error));
    input.on('close', () => this.#cut(undefined));
    output.on('drain', () => this.#outlet.drain());
    // What the other end said before it went may still be on its way: the end of that tells.
    output.on('error', (error) => this.#outlet.close(error));
    this.#keepAlive();
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

  post(message: Message, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#state !== 'open') return;
    const isBytes = message instanceof Uint8Array;
    const frame = isBytes
      ? this.#pack(message)
      : this.#measured({ kind: PACKED, body: toBytes(message) });
    detach(transfer);
    this.#write(frame);
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
    this.#sayClosed(error);
    this.#outlet.close(error);
    this.#input.resume();
  }

  flush(): boolean {
    const batch = this.#batch;
    if (batch.length > 0) {
      this.#batch = [];
      this.#batchBytes = 0;
      this.#output.write(batch.length === 1 ? batch[0] : Buffer.concat(batch));
    }
    return this.#output.writableLength === 0;
  }

  whenFlushed(done: () => void): void {
    if (this.flush()) done();
    else this.#output.write('', (error) => (error ? done() : this.whenFlushed(done)));
  }

  // ---- what is sent

  #pack(message: Message): Frame {
    if (!(message instanceof Uint8Array))
      return this.#measured({ kind: VALUE, body: encode(message, unlimited) });
    const { body } = this.#measured({ kind: BYTES, body: message });
    // They may be changed while they wait.
    return { kind: BYTES, body: body.slice() };
  }

  #measured(frame: Frame): Frame {
    const { length } = frame.body;
    if (length > this.#maxFrame)
      throw new CodecError(
        `a message of ${length} bytes is too large for ${this.name}: ${this.#maxFrame} are the most. ` +
          'Send it in parts.',
      );
    return frame;
  }

  #write({ kind, body }: Frame): void {
    if (this.#batch.length === 0) queueMicrotask(() => this.flush());
    this.#batch.push(headerOf(kind, body.length), body);
    this.#batchBytes += HEADER + body.length;
    if (this.#batchBytes >= MAX_BATCH) this.flush();
  }

  #sayClosed(reason: unknown): void {
    this.#write({ kind: CLOSE, body: Buffer.from(packReason(reason)) });
    this.flush();
  }

  // ---- what arrives

  #read(piece: Buffer): void {
    this.#reader.add(piece);
    try {
      for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
        this.#arrived(frame.kind as Kind, frame.body);
        if (this.#state === 'closed') return;
      }
    } catch (error) {
      this.#cut(error);
    }
    if (this.#isFull) this.#input.pause();
  }

  #arrived(kind: Kind, body: Uint8Array): void {
    if (kind === CLOSE) this.#closedThere(Buffer.from(body).toString());
    else {
      const message = kind === BYTES ? body : this.#decode(kind, body);
      if (!this.#inbox.heard) {
        this.#unreceived += body.length;
        sizes.set(message, body.length);
      }
      this.#inbox.push(message);
    }
  }

  #decode(kind: Kind, body: Uint8Array): Message {
    try {
      if (kind === PACKED) return fromBytes(body, this.#packedLimits) as Message;
      return decode(body, this.#limits) as Message;
    } catch (cause) {
      throw new LinkLostError(`${this.name}: what arrived cannot be read`, { cause });
    }
  }

  get #isFull(): boolean {
    if (this.#state !== 'open' || this.#inbox.heard) return false;
    return this.#inbox.length >= MAX_MESSAGES || this.#unreceived >= MAX_BYTES;
  }

  #taken(message: Message): void {
    this.#unreceived -= sizes.get(message) ?? 0;
    if (this.#input.isPaused() && !this.#isFull) this.#input.resume();
  }

  // ---- its end

  #closedThere(text: string): void {
    if (this.#state === 'closing') this.#over(this.#reason ?? unpackReason(text));
    else {
      this.#sayClosed(undefined);
      this.#over(unpackReason(text));
    }
    this.#output.end(() => this.#destroy());
  }

  /** The stream has ended, and nobody had said so; or what it carries is no frame. */
  #cut(cause: unknown): void {
    if (this.#state === 'closed') return;
    const lost = this.#lost(cause);
    this.unreadable = lost === cause;
    this.torn = this.#reader.inside || this.unreadable;
    this.#over(this.#state === 'closing' && !this.torn ? this.#reason : lost);
    this.#destroy();
  }

  #destroy(): void {
    this.#input.destroy();
    this.#output.destroy();
  }

  #lost(cause: unknown): LinkLostError {
    if (cause instanceof LinkLostError) return cause;
    const where = this.#reader.inside ? 'inside a frame' : 'without a close';
    return new LinkLostError(
      `${this.name} was cut ${where}: the other end is gone`,
      cause === undefined ? {} : { cause },
    );
  }

  #over(error: unknown): void {
    this.#state = 'closed';
    this.#outlet.close(error);
    this.#inbox.end(error);
    this.#keepAlive();
  }

  #keepAlive(): void {
    const awaited = this.#inbox.awaited || this.#outlet.awaited;
    const alive = this.#state !== 'closed' && (this.#held || awaited);
    for (const half of [this.#input, this.#output] as { ref?(): void; unref?(): void }[]) {
      if (alive) half.ref?.();
      else half.unref?.();
    }
  }
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
export function pipeLink(
  stream: (ByteSource & ByteSink) | Halves,
  options: PipeOptions = {},
): PipeLink {
  const { maxFrame } = options;
  if (maxFrame !== undefined) checkCount('maxFrame', maxFrame, 1);
  const halves = 'input' in stream ? stream : { input: stream, output: stream };
  return new StreamLink(halves, options);
}
