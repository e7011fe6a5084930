// A link over TCP, both ends of it.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { all, type Coroutine, once } from 'offshoot';
import { type Link, pipeLink } from 'offshoot/wire';

/** Connects to itself. */
export function* connection(): Coroutine<[near: Link, far: Link]> {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(0, '127.0.0.1');
  yield* listening;
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = yield* all([once(server, 'connection'), once(near, 'connect')]);
  server.close();
  return [pipeLink(near), pipeLink(far as Socket)];
}
