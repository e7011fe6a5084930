// How long it takes to import the front door.
import { now, print } from '../../measure.ts';

const start = now();
await import('rxjs');
print('import', now() - start, 'ms');
