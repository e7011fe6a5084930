// The Nodes the tests run on: the pinned one, and the others that `npm run setup` installed.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of Node 22, 24 or of the pinned one. */
export function nodePath(major: string): string {
  if (major === process.versions.node.split('.')[0]) return process.execPath;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const name = `node-${major}-${process.platform}-${process.arch}`;
  const url = new URL(`../tools/nodes/node_modules/${name}/bin/${program}`, import.meta.url);
  const path = fileURLToPath(url);
  if (!existsSync(path)) throw new Error(`Node ${major} is not installed: run \`npm run setup\``);
  return path;
}
