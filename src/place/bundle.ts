// Has a bundler merged Offshoot into a file of the user's program? Our own build merges this room into a
// file, too, but under a name by which it is known (scripts/merge.ts).
//
// In a bundle `import.meta.url` is that file's, for us and for the user's modules that it holds; those are no
// modules any more, and their exports are no exports of the file.

const own = /\/offshoot-place\.js([?#]|$)/;
const source = /\/place\/bundle\.ts([?#]|$)/;

/** Is this the URL of a file of the user's? In a CommonJS bundle there is none at all. */
export function isMerged(url: string | undefined): boolean {
  return !own.test(String(url)) && !source.test(String(url));
}

/** Does the module hold portable functions that are no exports of it, because several modules were merged into it? */
export function hidesFunctions(module: string): boolean {
  return isBundled || own.test(module);
}

export const isBundled = isMerged(import.meta.url);
