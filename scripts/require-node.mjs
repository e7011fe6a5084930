// Says in one line what is needed where a script would start on a Node that is too old for it.
//
// Plain JavaScript that any Node understands, as setup.mjs is. `npm ci` brings a Node (tools/node);
// where it did not, such as on a platform without one, the Node that runs npm comes here.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = engines.node.replace('>=', '');
const [major, minor] = process.versions.node.split('.').map(Number);
const [leastMajor, leastMinor] = wanted.split('.').map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  console.error(
    `This is Node ${process.versions.node}; Node ${wanted} or newer is needed: run \`npm ci\`, which brings one, or install it.`,
  );
  process.exit(1);
}
