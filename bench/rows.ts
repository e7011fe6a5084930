// What is measured: a row is one kind of work, its contestants do it each in its own way, its targets
// say how quick ours is to be.
import {
  bare,
  disturbed,
  erlang,
  go,
  npm,
  ours,
  type Row,
  type Target,
  traced,
} from './contestants.ts';
import { placeRows } from './place-rows.ts';

export type { Contestant, Kind, Row, Target } from './contestants.ts';

/** A fifth of what each library takes that has such a lock. */
function locks(name: string): Target[] {
  const against = ['async-mutex', 'p-limit', 'p-queue', 'effect'];
  return ['alone', 'contended'].map((way) => ({ metric: `${name}, ${way}`, against, atMost: 0.2 }));
}

const thing = { name: 'thi.ng', title: '@thi.ng/csp', library: '@thi.ng/csp' };
const million = 1_000_000;

export const rows: Row[] = [
  {
    name: 'round-trip',
    title: 'A number there and back over two unbuffered channels',
    contestants: [
      ours('round-trip', 6 * million),
      disturbed('round-trip', million),
      traced('round-trip', million),
      bare('round-trip', 4 * million),
      go('round-trip', 3 * million),
      npm('thi.ng', 'round-trip', million, thing),
      npm('effection', 'round-trip', 200_000),
      npm('effect', 'round-trip', 400_000),
    ],
    targets: [
      { metric: 'round trip', against: ['go'], atMost: 0.65 },
      { metric: 'round trip', against: ['bare'], atMost: 0.6 },
    ],
    pictured: { 'round trip': 'there and back, unbuffered' },
  },
  {
    name: 'buffered',
    title: 'Numbers through a buffer of 100',
    contestants: [
      ours('buffered', 20 * million),
      disturbed('buffered', 2 * million),
      bare('buffered', 10 * million),
      go('buffered', 20 * million),
      npm('effect', 'buffered', million),
    ],
    targets: [{ metric: 'message', against: ['go'], atMost: 1 }],
    pictured: { message: 'one message, buffer of 100' },
  },
  {
    name: 'tasks',
    title: '1,000,000 tasks alive, each waiting once, then joined',
    contestants: [
      ours('tasks', million),
      ours('tasks', million, {
        name: 'ours closure',
        title: 'Offshoot, a closure a task',
        variant: 'closure',
      }),
      disturbed('tasks', million),
      traced('tasks', million),
      bare('tasks', million),
      go('tasks', million),
      npm('effect', 'tasks', million),
    ],
    targets: [
      { metric: 'a task', atMost: 1.5 },
      { metric: 'heap', atMost: 600 },
    ],
    pictured: {
      'a task': 'start and join a task, of a million',
      resident: 'memory of a waiting task',
    },
  },
  {
    name: 'skynet',
    title: 'A tree of tasks with 1,000,000 leaves, summed up over channels',
    contestants: [
      ours('skynet', million),
      ours('skynet', million, {
        name: 'ours all cores',
        title: 'Offshoot, its engine on all cores',
        cores: 'all',
      }),
      disturbed('skynet', million),
      bare('skynet', million),
      go('skynet', million),
      go('skynet', million, { name: 'go all cores', title: 'Go, two threads', cores: 'all' }),
      erlang('skynet', million),
      npm('effect', 'skynet', million),
    ],
    targets: [{ metric: 'the tree', against: ['go'], atMost: 0.8 }],
    pictured: { 'the tree': 'skynet, a million leaves' },
  },
  {
    name: 'ring',
    title: 'A number handed on in a ring of 503 tasks',
    contestants: [
      ours('ring', 8 * million),
      disturbed('ring', million),
      bare('ring', 8 * million),
      go('ring', 4 * million),
      erlang('ring', 2 * million),
      npm('effect', 'ring', 200_000),
    ],
    targets: [{ metric: 'hop', against: ['go'], atMost: 0.75 }],
    pictured: { hop: 'a hop in a ring of 503' },
  },
  {
    name: 'select',
    title: 'Receiving from the first of four unbuffered channels',
    contestants: [
      ours('select', 4 * million),
      ours('select', million, {
        name: 'ours by name',
        title: 'Offshoot, cases by name',
        variant: 'by name',
      }),
      disturbed('select', million),
      bare('select', 2 * million, { title: 'written by hand' }),
      go('select', 2 * million),
      npm('thi.ng', 'select', 400_000, thing),
      npm('ts-chan', 'select', 200_000),
      npm('ts-chan', 'select', 400_000, {
        name: 'ts-chan unsafe',
        title: 'ts-chan, unsafe',
        variant: 'unsafe',
      }),
    ],
    targets: [{ metric: 'message', against: ['go'], atMost: 1 }],
    pictured: { message: 'select over four channels' },
  },
  {
    name: 'sleeps',
    title: '1,000,000 tasks that sleep until deadlines at random',
    contestants: [
      ours('sleeps', million),
      disturbed('sleeps', million),
      go('sleeps', million),
      erlang('sleeps', million),
      npm('effect', 'sleeps', million),
    ],
    targets: [
      { metric: 'processor time a sleep', against: ['go', 'erlang', 'effect'], atMost: 1 },
      { metric: 'end after the last deadline', against: ['go', 'erlang', 'effect'], atMost: 1 },
    ],
    pictured: { 'processor time a sleep': 'a sleep, of a million' },
  },
  {
    name: 'locks',
    title: 'Locks: alone, and in a crowd of a hundred',
    contestants: [
      ours('locks', million),
      disturbed('locks', 200_000),
      npm('async-mutex', 'locks', 200_000),
      npm('p-limit', 'locks', 200_000),
      npm('p-queue', 'locks', 200_000),
      npm('effect', 'locks', 200_000),
    ],
    targets: [...locks('mutex'), ...locks('semaphore'), ...locks('queue'), ...locks('event')],
    pictured: {
      'mutex, contended': 'a mutex, a hundred want it',
      'semaphore, contended': 'ten calls at once, of a hundred',
      'queue, contended': 'a queue with one place',
    },
  },
  {
    name: 'busy',
    title:
      'A timer and a socket beside 10,000 tasks that only pause; 99 in a hundred are not later',
    contestants: [ours('busy', 10_000), bare('busy', 10_000), npm('effect', 'busy', 10_000)],
    targets: [
      { metric: 'timer, busy by idle', atMost: 3 },
      { metric: 'socket, busy by idle', atMost: 3 },
    ],
    pictured: {},
  },
  {
    name: 'import',
    title: 'Importing the front door',
    contestants: [ours('import', 1), npm('effect', 'import', 1), npm('rxjs', 'import', 1)],
    targets: [{ metric: 'import', against: ['effect', 'rxjs'], atMost: 1 }],
    pictured: { import: 'importing the front door' },
  },
  ...placeRows,
];
