// Frames: how messages stand in a stream of bytes.
//
//   | length, 4 bytes, big-endian | kind, 1 byte | body, `length` bytes |

import { LinkLostError } from '../kernel/index.ts';

/** The body is the message. */
export const BYTES = 0;
/** The body is the message, as `encode` writes it. */
export const VALUE = 1;
/** The body is the message, which was packed for bytes already. */
export const PACKED = 2;
/** The sender has closed; the body says why (reason.ts). */
export const CLOSE = 3;
export type Kind = typeof BYTES | typeof VALUE | typeof PACKED | typeof CLOSE;

export const HEADER = 5;

/** The header of a frame. */
export function headerOf(kind: Kind, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER);
  header.writeUInt32BE(length);
  header[4] = kind;
  return header;
}

/** Puts frames together again from pieces of any size. */
export class FrameReader {
  readonly #name: string;
  readonly #maxFrame: number;
  #pieces: Buffer[] = [];
  #length = 0;
  /** The header of the frame that is under way, if it is complete. */
  #header: { kind: number; length: number } | null = null;

  constructor(name: string, maxFrame: number) {
    this.#name = name;
    this.#maxFrame = maxFrame;
  }

  /** Did the last piece end inside a frame? */
  get inside(): boolean {
    return this.#length > 0 || this.#header !== null;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** The next frame that is complete. Its body is its own. LinkLostError for one that is no frame. */
  next(): { kind: number; body: Uint8Array } | undefined {
    this.#header ??= this.#readHeader();
    if (this.#header === null || this.#length < this.#header.length) return undefined;
    const { kind, length } = this.#header;
    this.#header = null;
    return { kind, body: this.#take(length) };
  }

  #readHeader(): { kind: number; length: number } | null {
    if (this.#length < HEADER) return null;
    const header = Buffer.from(this.#take(HEADER).buffer);
    const [kind, length] = [header[4]!, header.readUInt32BE()];
    if (kind > CLOSE) throw new LinkLostError(`${this.#name}: a frame of an unknown kind, ${kind}`);
    if (length > this.#maxFrame)
      throw new LinkLostError(
        `${this.#name}: a frame of ${length} bytes was announced, and ${this.#maxFrame} are the most (maxFrame)`,
      );
    return { kind, length };
  }

  #take(length: number): Uint8Array {
    const taken = new Uint8Array(length);
    this.#length -= length;
    let at = 0;
    let used = 0;
    while (at < length) {
      const piece = this.#pieces[used]!;
      const part = piece.subarray(0, length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length < piece.length) this.#pieces[used] = piece.subarray(part.length);
      else used++;
    }
    if (used > 0) this.#pieces = this.#pieces.slice(used);
    return taken;
  }
}
