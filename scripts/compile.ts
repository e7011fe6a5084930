// What the compiler makes of src: a JavaScript file and one of declarations for each module, and maps.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Compiles src to a folder, from nothing; with `flags` as the compiler knows them. */
export function compile(folder: string, ...flags: string[]): void {
  rmSync(folder, { recursive: true, force: true });
  const compiler = fileURLToPath(
    new URL('bin/tsc', import.meta.resolve('typescript/package.json')),
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--outDir', folder, ...flags],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`src does not compile:\n${stdout}`);
}
