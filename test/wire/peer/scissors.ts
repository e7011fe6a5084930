// Cuts the link between two peers after so many batches, and knows which decisions the other end has not
// heard of by then.
import type { LinkListener, MemoryLinks, Peer } from 'offshoot/wire';
import * as say from '../../../src/wire/peer/messages.ts';
import { unflatten } from '../../../src/wire/flat.ts';

/** Messages that make a value somebody's own, or take it from somebody. */
const decisive = new Set<unknown>([say.ACK, say.DATA, say.PUT, say.GIVEN, say.RETURN]);

/** Counts what was said and what arrived, and cuts the link after so many batches. */
export class Scissors {
  posted = 0;
  /** Decisions that the other end does not know of. */
  underWay = 0;
  readonly #links: MemoryLinks;
  readonly #after: number;

  constructor(links: MemoryLinks, after: number) {
    this.#links = links;
    this.#after = after;
    for (const end of links.ends) {
      const [post, listen] = [end.post.bind(end), end.listen.bind(end)];
      end.post = (message, transfer) => {
        post(message, transfer);
        if (++this.posted === this.#after) this.#links.cut();
      };
      end.listen = (listener) => listen(this.#counting(listener));
    }
  }

  listenTo(peer: Peer): void {
    const [post, postValue] = [peer.post.bind(peer), peer.postValue.bind(peer)];
    peer.post = (message) => {
      if (peer.over === null) this.#count(message, 1);
      post(message);
    };
    peer.postValue = (message, ...rest) => {
      if (peer.over === null) this.#count(message, 1);
      postValue(message, ...rest);
    };
  }

  #counting(listener: LinkListener): LinkListener {
    return {
      received: (batch) => {
        const [, ...messages] = batch as unknown[];
        for (const message of unflatten<readonly [number]>(messages)) this.#count(message, -1);
        listener.received(batch);
      },
      closed: (error) => listener.closed(error),
    };
  }

  #count([kind]: readonly [number, ...unknown[]], by: 1 | -1): void {
    if (decisive.has(kind)) this.underWay += by;
  }
}
