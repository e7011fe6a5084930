// How late the event loop is: a timer every two milliseconds, and a byte to a process that sends it
// back. That process has another core, if there is one, so that what is late is late here.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { startConnected } from './connected.ts';
import { print } from './measure.ts';

const lastingMs = 1500;
const everyMs = 2;

/** Prints what an idle loop does, and what it does while `work` goes on. */
export async function printDelays(work: () => void): Promise<void> {
  await using echo = await startConnected('echo.ts', cpus().length - 1);
  await delays(echo.socket);
  const idle = await delays(echo.socket);
  work();
  await setTimeout(100);
  const busy = await delays(echo.socket);
  print('timer late, idle', idle.timer, 'us');
  print('timer late, busy', busy.timer, 'us');
  print('timer, busy by idle', busy.timer / idle.timer, 'x');
  print('socket, idle', idle.socket, 'us');
  print('socket, busy', busy.socket, 'us');
  print('socket, busy by idle', busy.socket / idle.socket, 'x');
}

interface Delays {
  /** How late a timer is, in microseconds: 99 in a hundred are not later. */
  timer: number;
  /** The way of a byte there and back, likewise. */
  socket: number;
}

async function delays(socket: Socket): Promise<Delays> {
  const end = performance.now() + lastingMs;
  const [timer, trips] = await Promise.all([lateness(end), roundTrips(socket, end)]);
  return { timer: percentile99(timer), socket: percentile99(trips) };
}

async function lateness(end: number): Promise<number[]> {
  const late: number[] = [];
  for (let start = 0; (start = performance.now()) < end;) {
    await setTimeout(everyMs);
    late.push(performance.now() - start - everyMs);
  }
  return late;
}

async function roundTrips(socket: Socket, end: number): Promise<number[]> {
  const took: number[] = [];
  for (let start = 0; (start = performance.now()) < end;) {
    socket.write('.');
    await once(socket, 'data');
    took.push(performance.now() - start);
  }
  return took;
}

function percentile99(samples: number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)]! * 1e3;
}
