// A megabyte over a socket while a task spins on a thread.
import { run } from 'offshoot';
import { thread } from 'offshoot/place';
import { count } from '../measure.ts';
import { printReceives } from '../receive.ts';
import { spin } from './spin.ts';

await run(async () => {
  const place = await thread();
  await printReceives(async (ms) => place.call(spin, ms), count);
  await place.close();
});
