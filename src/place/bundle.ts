// Has a bundler merged Offshoot into a file of the user's program?
//
// Then `import.meta.url` is that file's, for us and for the user's modules that it holds; those are no
// modules any more, and their exports are no exports of the file.

/** Is this the URL of another file than this one? In a CommonJS bundle there is none at all. */
export function isMerged(url: string | undefined): boolean {
  return !/\/place\/bundle\.[jt]s([?#]|$)/.test(String(url));
}

export const isBundled = isMerged(import.meta.url);
