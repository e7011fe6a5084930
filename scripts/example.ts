// npm run example -- NAME [ARGUMENT ...]: runs one of the examples by its name.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { command } from '../src/cli/command.ts';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const [name = '', ...rest] = process.argv.slice(2);
const program = `${folder}${name}/main.ts`;

if (/^[\w-]+$/.test(name) && existsSync(program)) {
  await command(['run', program, ...rest]);
} else {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  console.error(`Which one? npm run example -- NAME, where NAME is one of: ${names.join(', ')}`);
  process.exitCode = 1;
}
