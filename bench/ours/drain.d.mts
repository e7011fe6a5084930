import type { Receiver } from 'offshoot';
import type { Portable } from 'offshoot/place';

export const drain: ((from: Receiver<string>) => Generator<never, number>) & Portable;
