// What a worker runs, unless a bundler has merged us into another file (home.ts). It asks for no name of
// ours: what a published file exports is what users see of it.

import './home.ts';
import type { Beginnings } from './home.ts';

const home = import.meta.url.endsWith('.ts') ? './home.ts' : './offshoot-place.js';
const all = globalThis as unknown as Record<symbol, Beginnings>;
const { offered } = all[Symbol.for('offshoot.worker/2')]!;
offered.get(new URL(home, import.meta.url).href)!();
