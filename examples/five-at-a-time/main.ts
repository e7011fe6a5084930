// Twenty pages are fetched from an HTTP server, at most five at a time: a semaphore limits how many
// tasks are inside. The server counts how many it serves at once.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  all,
  type Coroutine,
  go,
  once,
  type Operation,
  run,
  Semaphore,
  until,
  using,
} from 'offshoot';

const atMost = new Semaphore(5);

function fetchPage(url: string): Operation<string> {
  return atMost.run(() =>
    until(async (signal) => {
      const response = await fetch(url, { signal });
      return await response.text();
    }),
  );
}

export function* main(): Coroutine<void> {
  const site = new Site();
  yield* using(site.open(), function* () {
    const pages = yield* all(Array.from({ length: 20 }, (_, i) => fetchPage(`${site.url}/${i}`)));
    console.log('fetched', pages.length, 'pages,', pages.join('').length, 'characters');
    console.log('at once, at most', site.most);

    // A kill takes the request back, and its permit with it.
    const late = go(() => fetchPage(`${site.url}/late`));
    yield* site.next();
    late.kill();
    yield* late.outcome();
    console.log('free again:', atMost.statistics().free);
  });
}

/** A server whose pages take a while, and that counts. */
class Site {
  readonly #server: Server = createServer((request, response) => {
    this.most = Math.max(this.most, ++this.#serving);
    setTimeout(() => {
      this.#serving--;
      response.end(`page ${request.url}`);
    }, 20);
  });
  #serving = 0;
  most = 0;

  /** Opened; the end closes it. */
  open(): Operation<Disposable> {
    const listening = once(this.#server, 'listening');
    this.#server.listen(0, '127.0.0.1');
    return listening.map(() => ({
      [Symbol.dispose]: () => {
        this.#server.close();
        this.#server.closeAllConnections();
      },
    }));
  }

  /** The next request. */
  next(): Operation<unknown> {
    return once(this.#server, 'request');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}

if (import.meta.main) await run(main);
