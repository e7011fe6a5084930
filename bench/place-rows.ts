// The rows about places: threads and pools, beside bare workers, the pools of npm, and Python's.
import { bare, type Contestant, go, npm, ours, python, type Row } from './contestants.ts';
import { momentName, moments } from './memory.ts';

const million = 1_000_000;
const all = { cores: 'all' } as const;
const ports = { ...all, title: 'bare message ports' };

/** The pools of npm. */
function pools(work: string, count: number): Contestant[] {
  const names = ['piscina', 'poolifier', 'tinypool', 'workerpool'];
  return names.map((name) => npm(name, work, count, all));
}

const copied = { variant: 'copied' };
const apart = { ...all, variant: 'process' };
const forked = { ...apart, title: 'bare child processes' };

const poolNames = ['piscina', 'poolifier', 'tinypool', 'workerpool', 'python'];

export const placeRows: Row[] = [
  {
    name: 'calls',
    title: 'Calls of x + 1 on a thread, one after the other',
    contestants: [
      ours('calls', 40_000, all),
      bare('calls', 40_000, ports),
      ...pools('calls', 20_000),
      python('calls', 10_000, all),
    ],
    targets: [
      { metric: 'call', against: ['bare'], atMost: 1.15 },
      { metric: 'call', against: poolNames, atMost: 1 },
    ],
    pictured: { call: 'a call on a thread' },
  },
  {
    name: 'jobs',
    title: '100,000 jobs of x + 1 at once, on a pool of two threads',
    contestants: [
      ours('jobs', 100_000, all),
      bare('jobs', 100_000, ports),
      ...pools('jobs', 20_000),
      npm('piscina', 'jobs', 50_000, {
        ...all,
        name: 'piscina tuned',
        title: 'piscina, tuned',
        variant: 'tuned',
      }),
      python('jobs', 50_000, all),
    ],
    targets: [
      { metric: 'job', against: ['bare'], atMost: 2.2 },
      { metric: 'job', against: [...poolNames, 'piscina tuned'], atMost: 1 },
    ],
    pictured: { job: 'a tiny job on two threads' },
  },
  {
    name: 'map',
    title: 'x + 1 of 1,000,000 numbers, on two workers',
    contestants: [
      ours('map', million, all),
      bare('map', million, { ...ports, title: 'bare message ports, chunks of 1,000' }),
      ...[1000, 1].map((chunk) =>
        python('map', chunk === 1 ? million / 10 : million, {
          ...all,
          name: `python ${chunk}`,
          title: `Python, chunks of ${chunk.toLocaleString('en')}`,
          variant: String(chunk),
        }),
      ),
    ],
    targets: [{ metric: 'item', against: ['python 1000', 'python 1'], atMost: 1 }],
    pictured: { item: 'an item of a map' },
  },
  {
    name: 'speed-up',
    title: 'Two jobs that only count, on two workers',
    contestants: [
      ours('speed-up', 30 * million, all),
      bare('speed-up', 30 * million, { ...all, title: 'bare workers' }),
      npm('piscina', 'speed-up', 30 * million, all),
      go('speed-up', 30 * million, { ...all, title: 'Go' }),
      python('speed-up', 3 * million, all),
    ],
    targets: [{ metric: 'speed-up', atLeast: 1.9 }],
    pictured: {},
  },
  {
    name: 'digest',
    title: 'SHA-512 of 512 warm files, here and on two workers',
    contestants: [
      ours('digest', 512, all),
      npm('piscina', 'digest', 512, all),
      python('digest', 512, all),
    ],
    targets: [{ metric: 'speed-up', atLeast: 1.7 }],
    pictured: {},
  },
  {
    name: 'receive',
    title: '1 MB from another process, beside a task that spins on a thread',
    contestants: [
      ours('receive', 20, all),
      bare('receive', 20, { ...all, title: 'a bare worker' }),
      python('receive', 20, { ...all, title: 'Python, a thread' }),
    ],
    targets: [
      { metric: 'beside by alone', atMost: 1.2 },
      { metric: 'beside by alone, p99', atMost: 1.2 },
    ],
    pictured: {},
  },
  {
    name: 'start',
    title: 'Starting a thread',
    contestants: [
      ours('start', 30, all),
      bare('start', 30, { ...all, title: 'a bare worker' }),
      npm('piscina', 'start', 30, all),
    ],
    targets: [
      { metric: 'first answer', against: ['bare'], atMost: 1.5 },
      { metric: 'first answer', against: ['piscina'], atMost: 1 },
    ],
    pictured: { 'first answer': 'starting a thread' },
  },
  {
    name: 'move',
    title: '64 MB to a thread and back',
    contestants: [
      ours('move', 200, all),
      ours('move', 4, { ...all, ...copied, name: 'ours copied', title: 'Offshoot, copied' }),
      bare('move', 200, { ...all, title: 'bare message ports, transferred' }),
      bare('move', 4, { ...all, ...copied, name: 'bare copied', title: 'the same, copied' }),
    ],
    targets: [{ metric: 'there and back', against: ['bare copied'], atMost: 0.05 }],
    pictured: {},
  },
  {
    name: 'process-jobs',
    title: '50,000 jobs of x + 1 at once, on a pool of two processes',
    contestants: [
      ours('jobs', 50_000, apart),
      bare('process-jobs', 50_000, forked),
      npm('tinypool', 'jobs', 20_000, apart),
      npm('workerpool', 'jobs', 20_000, apart),
      python('jobs', 50_000, all),
    ],
    targets: [
      { metric: 'job', against: ['bare'], atMost: 2 },
      { metric: 'job', against: ['tinypool', 'workerpool', 'python'], atMost: 1 },
    ],
    pictured: { job: 'a tiny job in two processes' },
  },
  {
    name: 'stream',
    title: 'Messages of 100 bytes through a channel to a thread, one way',
    contestants: [
      ours('stream', 400_000, all),
      ours('stream', 100_000, { ...apart, name: 'ours process', title: 'Offshoot, to a process' }),
      bare('stream', 400_000, ports),
    ],
    targets: [{ metric: 'message', against: ['bare'], atMost: 1.67 }],
    pictured: { message: 'a message to a thread' },
  },
  {
    name: 'stopped',
    title: 'Memory beside a receiver that has stopped',
    contestants: [ours('stopped', million, all), bare('stopped', million, ports)],
    targets: [{ metric: momentName(moments.at(-1)!), against: ['bare'], atMost: 0.1 }],
    pictured: {},
  },
  {
    name: 'process-start',
    title: 'Starting a process',
    contestants: [ours('start', 20, apart), bare('process-start', 20, forked)],
    targets: [{ metric: 'first answer', against: ['bare'], atMost: 1.5 }],
    pictured: {},
  },
];
