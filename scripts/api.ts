// npm run api: the public API, rolled up to one file of declarations for each subpath, under api/.
//
// A reviewer reads there what a change does to the API. What comes from another room stays an
// import of that room, so that everything is declared once.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { compile } from './compile.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each subpath with its declarations, relative to dist: `offshoot/kernel` → `kernel/index.d.ts`. */
export function subpaths(): Map<string, string> {
  return targets('types');
}

/** Each subpath with its JavaScript, relative to dist: `offshoot/place` → `offshoot-place.js`. */
export function scripts(): Map<string, string> {
  return targets('default');
}

function targets(condition: 'types' | 'default'): Map<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const found = new Map<string, string>();
  for (const [subpath, target] of Object.entries<Record<string, string> | string>(exports)) {
    if (typeof target === 'string') continue;
    found.set(`offshoot${subpath.slice(1)}`, target[condition]!.replace('./dist/', ''));
  }
  return found;
}

async function rollUp(input: string, folder: string): Promise<string> {
  const rooms = new Map([...subpaths()].map(([name, path]) => [join(folder, path), name]));
  const asFile = (path: string): string => path.replace(/(\.d)?\.[jt]s$/, '.d.ts');
  const asImports = {
    name: 'rooms-as-imports',
    resolveId(id: string, importer: string | undefined) {
      const name = importer && rooms.get(asFile(resolve(dirname(importer), id)));
      return name ? { id: name, external: true } : null;
    },
  };
  const bundle = await rollup({ input, plugins: [asImports, dts()], external: /^[^./]/ });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code;
}

/** The rolled-up declarations by file name: `kernel.d.ts`. */
export async function rollUpAll(): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'offshoot-api-'));
  try {
    compile(folder, '--emitDeclarationOnly');
    const files = new Map<string, string>();
    for (const [name, path] of subpaths()) {
      const note = `// ${name}, as of \`npm run api\`. Not published: the package's own declarations are.\n\n`;
      const file = `${name.split('/').slice(1).join('-') || name}.d.ts`;
      files.set(file, note + (await rollUp(join(folder, path), folder)));
    }
    return files;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const folder = join(root, 'api');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [file, text] of await rollUpAll()) writeFileSync(join(folder, file), text);
}
