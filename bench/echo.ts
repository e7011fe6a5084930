// A process that sends back what it gets over a socket; it ends with its standard input.
import { createServer } from 'node:net';

const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
process.stdin.once('end', () => process.exit()).resume();
