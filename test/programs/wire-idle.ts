// A link that is waited at keeps the program alive; links that are idle do not.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { run } from 'offshoot';
import { pipeLink, portLink } from 'offshoot/wire';

const { port1, port2 } = new MessageChannel();
const code = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => workerData.postMessage({ from: 'the thread' }), 100);
  setInterval(() => {}, 1000);
`;
const worker = new Worker(code, { eval: true, workerData: port2, transferList: [port2] });
worker.unref();
const link = portLink(port1);

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const here = connect((server.address() as { port: number }).port, '127.0.0.1');
const [there] = (await once(server, 'connection')) as [Socket];
server.close();
const ends = [pipeLink(here), pipeLink(there)];

process.on('exit', () => console.log('ended, open:', !ends[0]!.closed && !link.closed));
await run(function* () {
  console.log(yield* link.receive());
});
