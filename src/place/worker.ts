// What a worker runs, unless a bundler has merged us into another file (home.ts).

import { work } from './worker/work.ts';

work();
