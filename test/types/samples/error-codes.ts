// instanceof leaves a code its type: the word itself of a class, a string of any error of ours.
import { OffshootError, TimeoutError } from 'offshoot';
import { is, type Equal } from '../equal.ts';
export function codeOf(error: unknown): string | undefined {
  if (error instanceof TimeoutError) {
    is<Equal<typeof error, TimeoutError>>();
    is<Equal<typeof error.code, 'OFFSHOOT_TIMEOUT'>>();
    return error.code;
  }
  if (!(error instanceof OffshootError)) return undefined;
  is<Equal<typeof error.code, string>>();
  return error.code;
}
