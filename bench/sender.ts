// A process that answers each byte with a megabyte; it ends with its standard input.
import { createServer } from 'node:net';

const megabyte = Buffer.alloc(1 << 20, 'x');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => void socket.write(megabyte));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
process.stdin.once('end', () => process.exit()).resume();
