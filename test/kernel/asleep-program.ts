// Programs whose event loop runs empty, one a name: a subprocess runs each and prints how it ended.
import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import {
  channel,
  events,
  future,
  go,
  once,
  operation,
  run,
  scope,
  select,
  sleep,
  until,
  type RunOptions,
  type Scope,
} from 'offshoot';
import { type DeadlockError, reportTo } from 'offshoot/kernel';
import { createPool, thread } from 'offshoot/place';

const silent = channel<string>();
silent.name = 'silent';

/** Comes when the loop would be empty, were it not for this. */
function later(ms: number, f: () => void): void {
  setTimeout(f, ms);
}

const programs: Record<string, (scope: Scope) => unknown> = {
  // Asleep for ever.
  *channels() {
    go(function* worker() {
      yield* silent.receive();
    });
    try {
      yield* silent.next();
    } finally {
      console.log('clean');
    }
  },
  async asynchronous() {
    await silent.receive();
  },
  *aSelect() {
    yield* select({ a: silent.receive(), b: silent.send('x') });
  },
  *nested() {
    yield* scope(() => {
      go(function* inner() {
        yield* silent.receive();
      });
    });
  },
  *unreferencedTimer() {
    setTimeout(() => silent.trySend('never'), 60_000).unref();
    yield* silent.receive();
  },
  *idlePool() {
    yield* createPool({ size: 1 });
    yield* silent.receive();
  },
  *idleThread() {
    yield* thread();
    yield* silent.receive();
  },
  *sleepingCleanUp() {
    try {
      yield* silent.receive();
    } finally {
      yield* silent.receive();
    }
  },

  // Awake, or to be woken.
  *timer() {
    yield* sleep(20);
    return 'done';
  },
  *callback() {
    later(20, () => silent.trySend('called'));
    return yield* silent.receive();
  },
  *promise() {
    return yield* until(new Promise((resolve) => later(20, () => resolve('kept'))));
  },
  *listening() {
    const emitter = new EventEmitter();
    const heard = events(emitter, 'event');
    process.once('beforeExit', () => later(20, () => void emitter.emit('event', 'heard')));
    return yield* heard.receive();
  },
  *socket() {
    const server = createServer((socket) => socket.end('answered')).listen(0, '127.0.0.1');
    yield* once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('utf8').on('data', (text: string) => {
      server.close();
      silent.trySend(text);
    });
    return yield* silent.receive();
  },
  *subprocess() {
    execFile(process.execPath, ['--version'], () => void silent.trySend('exited'));
    return yield* silent.receive();
  },
  *wrapped() {
    // Nothing holds the loop; a callback of the program's own may still come.
    const emitter = new EventEmitter();
    process.once('beforeExit', () => later(20, () => void emitter.emit('event', 'resumed')));
    const resumed = operation<string>((resume) => void emitter.once('event', resume));
    return yield* resumed;
  },
  *onceOnly() {
    const emitter = new EventEmitter();
    process.once('beforeExit', () => later(20, () => void emitter.emit('event', 'once')));
    return (yield* once<[string]>(emitter, 'event'))[0];
  },
  *posixSignal() {
    const { pid } = process;
    process.once('beforeExit', () => {
      const holding = setInterval(() => {}, 1000);
      process.once('SIGUSR2', () => clearInterval(holding));
      later(20, () => process.kill(pid, 'SIGUSR2'));
    });
    return (yield* once<[string]>(process, 'SIGUSR2'))[0];
  },
  *thread() {
    const worker = new Worker('require("worker_threads").parentPort.postMessage("up")', {
      eval: true,
    });
    worker.once('message', (message) => silent.trySend(message as string));
    return yield* silent.receive();
  },
  *lastMinute() {
    process.once('beforeExit', () => later(20, () => void silent.trySend('in time')));
    return yield* silent.receive();
  },
  *sharedMemory() {
    // A pending waitAsync does not hold the loop, and must not be taken for sleep either.
    process.once('beforeExit', () => later(40, () => {}));
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const { value } = Atomics.waitAsync(cell, 0, 0, 20) as { value: Promise<string> };
    return yield* until(value);
  },
  *background() {
    const hidden = future(function* () {
      yield* sleep(20);
    });
    yield* hidden;
    return 'done';
  },
};

const [name, deadlock] = process.argv.slice(2);
const options =
  deadlock === undefined ? {} : { deadlock: deadlock as RunOptions['deadlock'] & string };
reportTo(({ kind }) => console.log(`reported: ${kind}`));
process.once('exit', () => console.log('exit'));
try {
  console.log(`result: ${String(await run(programs[name!] as () => unknown, options))}`);
} catch (error) {
  const { name: kind, waits } = error as DeadlockError;
  console.log(`${kind}: ${waits.map(({ task, on }) => `${task} on ${on}`).join('; ')}`);
}
