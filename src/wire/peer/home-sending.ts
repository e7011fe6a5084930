// One sender of another place, in the line of a channel without a buffer.

import type { FarSender } from '../../channel/index.ts';

export class Sending implements FarSender {
  wasAsked = false;
  readonly #ask: () => void;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  asked(): void {
    this.wasAsked = true;
    this.#ask();
  }
}
