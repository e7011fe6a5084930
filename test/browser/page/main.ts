// The page's programs, by name, for the tests to call; and who still runs when one is over.
import { programs as running } from 'offshoot/kernel';
import * as bodies from './bodies.ts';
import * as channels from './channels.ts';
import * as kills from './kills.ts';
import * as locks from './locks.ts';
import * as pipelines from './pipelines.ts';
import * as simulations from './simulations.ts';
import * as turns from './turns.ts';

const programs: Record<string, () => Promise<unknown>> = {
  ...bodies,
  ...channels,
  ...kills,
  ...locks,
  ...pipelines,
  ...simulations,
  ...turns,
};

Object.assign(globalThis, { programs, running });
document.getElementById('output')!.textContent = 'loaded';
