// How long it takes to import the front door.
import { now, print } from '../../measure.ts';

const start = now();
await import('effect');
print('import', now() - start, 'ms');
