// The parts of the place room that a simulation puts together by itself (simulated-workers.ts). They are
// exported from here so that they can be had once more, all of them, with a fault planted
// (planted-faults.ts).
export { Cells } from '../../src/place/caller/cells.ts';
export { Job } from '../../src/place/caller/job.ts';
export { Marks } from '../../src/place/caller/ledger.ts';
export { openPool } from '../../src/place/pool/pool.ts';
export { checkPoolOptions } from '../../src/place/pool/pool-options.ts';
export { load } from '../../src/place/portable/follow.ts';
export { openPlace } from '../../src/place/worker-place.ts';
export { sharedClaims, spokenClaims } from '../../src/place/worker/claims.ts';
export { Outbox } from '../../src/place/worker/outbox.ts';
export { whenOver } from '../../src/place/worker/serve.ts';
export { Workbench } from '../../src/place/worker/workbench.ts';

export type PlaceParts = typeof import('./place-parts.ts');
