// What the ground rooms use of Node when it is there, and ask for first: `typeof setImmediate`.

declare function setImmediate(f: () => void): unknown;
declare const process: { readonly env: { readonly [name: string]: string | undefined } };
