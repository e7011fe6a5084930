// How long it takes to import the front door.
import { print } from '../../measure.ts';

const start = performance.now();
await import('rxjs');
print('import', performance.now() - start, 'ms');
