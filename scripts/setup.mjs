// Installs what the tests need beyond `npm ci`, and says on which Node they run.
//
// Plain JavaScript that any Node understands: it is what tells a stranger that the pinned one is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

function pinnedMajor() {
  const [version] = Object.values(read('tools/node/package.json').optionalDependencies);
  return version.split('.')[0];
}

function requirePinnedNode() {
  const found = process.versions.node;
  if (found.split('.')[0] === pinnedMajor()) return;
  console.error(
    `Node ${found} runs this, Node ${pinnedMajor()} is wanted: run \`npm ci\`, then use the npm scripts.`,
  );
  process.exit(1);
}

/** The Nodes of tools/nodes for this platform: name in node_modules, version. */
function otherNodes() {
  const wanted = Object.entries(read('tools/nodes/package.json').optionalDependencies);
  const suffix = `-${process.platform}-${process.arch}`;
  return wanted
    .filter(([name]) => name.endsWith(suffix))
    .map(([name, spec]) => ({ name, version: spec.slice(spec.lastIndexOf('@') + 1) }));
}

/** What a folder of tools names: name in node_modules, version. */
function toolsOf(folder) {
  const wanted = Object.entries(read(`${folder}/package.json`).devDependencies);
  return wanted.map(([name, spec]) => ({ name, version: spec.slice(spec.lastIndexOf('@') + 1) }));
}

/** Are they there, in this folder of tools? */
function areInstalled(folder, packages) {
  return packages.every(({ name, version }) => {
    const path = join(folder, 'node_modules', name, 'package.json');
    // One of them writes its version with a `v`.
    return existsSync(join(root, path)) && read(path).version.replace(/^v/, '') === version;
  });
}

/** Installs what the lock file of a folder of tools names. */
function install(folder, what) {
  const npm = process.env.npm_execpath;
  const arguments_ = ['ci', '--prefix', join(root, folder)];
  const options = { cwd: join(root, folder), stdio: ['ignore', 'ignore', 'inherit'] };
  // With npm's own path its JavaScript is run by this Node, which needs no shell on Windows.
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...arguments_], options)
    : spawnSync('npm', arguments_, options);
  if (status === 0) return;
  console.error(`${what} could not be installed; try: npm ci --prefix ${folder}`);
  process.exit(1);
}

requirePinnedNode();
const { findChromium, howToGetChromium, installChromium } = await import('./chromium.ts');
const others = otherNodes();
if (!areInstalled('tools/nodes', others)) install('tools/nodes', 'The other Nodes');
for (const [folder, what] of [
  ['tools/eslint', 'ESLint'],
  ['tools/bundlers', 'The bundlers'],
])
  if (!areInstalled(folder, toolsOf(folder))) install(folder, what);
const browser = findChromium() !== undefined || installChromium();
// The rest can be tested without one; the browser tests fail, and say this again.
if (!browser) console.error(howToGetChromium);
const also = others.map((node) => node.version).join(' and ');
console.log(
  `set up: Node ${process.versions.node}${also && `, and ${also} for the rules`}${browser ? '; Chromium' : ''}`,
);
