// A program that is traced: it keeps a value in an AsyncLocalStorage, and tasks have to carry it.
import { AsyncLocalStorage } from 'node:async_hooks';

export function trace(): void {
  new AsyncLocalStorage<string>().enterWith('request 1');
}
