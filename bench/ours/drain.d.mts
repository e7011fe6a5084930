import type { Receiver } from 'offshoot';
import type { Portable } from 'offshoot/place';

export const drain: ((from: Receiver<string>) => Generator<never, number>) & Portable;
export const drainAfter: ((
  goOn: Receiver<null>,
  from: Receiver<string>,
) => Generator<never, number>) &
  Portable;
