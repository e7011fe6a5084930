#!/usr/bin/env node
// Where the `offshoot` command begins: on a Node that is too old it says so in one line, before
// anything else is loaded. (Tested against `engines` in package.json.)

const oldest = [22, 18] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `offshoot needs Node ${oldest.join('.')} or newer; this is Node ${process.versions.node}`,
  );
  process.exitCode = 1;
} else {
  const { command } = await import('./command.ts');
  await command(process.argv.slice(2));
}

export {};
