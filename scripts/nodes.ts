// The Nodes the tests run on: the pinned one, and the others that `npm run setup` installed.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of Node 22, 24 or of the pinned one. */
export function nodePath(major: string): string {
  if (major === process.versions.node.split('.')[0]) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const other = `../tools/nodes/node_modules/node-${major}-${platform}`;
  const folder = existsSync(pathIn(other)) ? other : `../node_modules/node-${platform}`;
  const path = pathIn(`${folder}/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`);
  if (versionOf(folder) !== major || !existsSync(path))
    throw new Error(`Node ${major} is not installed: run \`npm run setup\``);
  return path;
}

function pathIn(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** The major version of the Node in a package's folder; some packages write it with a v. */
function versionOf(folder: string): string | undefined {
  const path = pathIn(`${folder}/package.json`);
  if (!existsSync(path)) return undefined;
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version.replace(/^v/, '').split('.')[0];
}
