// Testing with every schedule: a program is run in many orders, in virtual time, and what fails is
// told in one line, replayed and shortened.

export { SimulationError } from './errors.ts';
export type { Shrunk, SimulationFailure } from './failure.ts';
export type { Faults, Schedule, SimulateOptions } from './options.ts';
export { random } from './random.ts';
export { assertHolds, simulate, type SimulationReport } from './simulate.ts';
export type { Use } from './uncontrolled.ts';
export type { Step } from './witness.ts';
export type { NeverPerformed } from '../kernel/index.ts';
