import { portable } from 'offshoot/place';
import { digestOf } from '../tree.ts';

export const digest = portable(import.meta, function digest(path: string) {
  return digestOf(path);
});
