// What a simulation itself has to object to, and how a failed one is thrown.

import { OffshootError } from '../kernel/index.ts';

/**
 * A simulation failed. `kind` says how: a run `failed` with an error of its own (`cause`), took more
 * `steps` than allowed, left something behind (`leak`), waited for the world `outside`, was not the
 * same twice (`nondeterminism`), or a `replay` does not fit the program.
 */
export class SimulationError extends OffshootError<'OFFSHOOT_SIMULATION'> {
  readonly code = 'OFFSHOOT_SIMULATION';
  readonly kind: 'failed' | 'steps' | 'leak' | 'outside' | 'nondeterminism' | 'replay';

  constructor(kind: SimulationError['kind'], message: string, options?: { cause: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
Object.defineProperty(SimulationError.prototype, 'name', {
  value: 'SimulationError',
  configurable: true,
  writable: true,
});
