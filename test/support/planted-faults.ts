// The parts of the place room (place-parts.ts) once more, with a fault planted: one piece of the text of
// one module is another. All modules of the room are copies then, beside the sound ones, and share with
// them only what all copies of the package share.
import { type LoadFnOutput, registerHooks } from 'node:module';
import type { PlaceParts } from './place-parts.ts';

/** A fault: in which file of the room, instead of what. */
export interface Fault {
  name: string;
  file: string;
  sound: string;
  faulty: string;
}

const room = new URL('../../src/place/', import.meta.url).href;
const planted: Fault[] = [];
const mark = /\?fault=(\d+)$/;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [query] = mark.exec(context.parentURL ?? '') ?? [''];
    return found.url.startsWith(room) ? { ...found, url: found.url + query } : found;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const fault = planted[Number(mark.exec(url)?.[1] ?? -1)];
    if (fault === undefined || url.replace(mark, '') !== room + fault.file) return loaded;
    return { ...loaded, source: plant(fault, textOf(loaded.source)) };
  },
});

function textOf(source: LoadFnOutput['source']): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

function plant({ name, file, sound, faulty }: Fault, source: string): string {
  const [before, after, ...more] = source.split(sound);
  if (after === undefined || more.length > 0)
    throw new Error(`"${name}" is to be planted in ${file} where it says, once: ${sound}`);
  return before + faulty + after;
}

/** The parts with this fault. */
export async function partsWith(fault: Fault): Promise<PlaceParts> {
  const index = planted.push(fault) - 1;
  return (await import(`./place-parts.ts?fault=${index}`)) as PlaceParts;
}
