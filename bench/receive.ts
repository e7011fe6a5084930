// How long a megabyte takes from another process, alone and beside a task that spins.
//
// Who sends and who receives have one core, also when they are alone, and the spinner has another: else
// it would take from them what they had for themselves before, wherever it runs.
import type { Socket } from 'node:net';
import { startConnected } from './connected.ts';
import { pinMainThread } from './machine.ts';
import { print } from './measure.ts';

const core = 0;
/** How long each of a round's two halves lasts. */
const halfMs = 100;

/**
 * In each of `rounds` megabytes are taken for a while, and for a while beside something that spins for so
 * many milliseconds. Threads are to be started before.
 */
export async function printReceives(
  spin: (ms: number) => Promise<unknown>,
  rounds: number,
): Promise<void> {
  pinMainThread(core);
  await using sender = await startConnected('sender.ts', core);
  const { socket } = sender;
  await spin(halfMs);
  await receives(socket);
  const [alone, beside] = [[], []] as [number[], number[]];
  for (let round = 0; round < rounds; round++) {
    alone.push(...(await receives(socket)));
    const spinning = spin(2 * halfMs);
    beside.push(...(await receives(socket)));
    await spinning;
  }
  print('alone', mean(alone), 'ms');
  print('beside the spinner', mean(beside), 'ms');
  print('beside by alone', mean(beside) / mean(alone), 'x');
  const [aloneLate, besideLate] = [percentile99(alone), percentile99(beside)];
  print('alone, p99', aloneLate, 'ms');
  print('beside the spinner, p99', besideLate, 'ms');
  print('beside by alone, p99', besideLate / aloneLate, 'x');
}

/** How long each megabyte took. */
async function receives(socket: Socket): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + halfMs;
  for (let start = 0; (start = performance.now()) < end;) {
    await receive(socket);
    took.push(performance.now() - start);
  }
  return took;
}

function receive(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    let left = 1 << 20;
    const arrived = (data: Buffer): void => {
      left -= data.length;
      if (left > 0) return;
      socket.off('data', arrived);
      resolve();
    };
    socket.on('data', arrived);
    socket.write('.');
  });
}

function mean(samples: number[]): number {
  return samples.reduce((a, b) => a + b, 0) / samples.length;
}

function percentile99(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length * 0.99)]!;
}
