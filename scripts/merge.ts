// Merges what the compiler made of src into few files: Node takes 0.4 ms and more for each file that
// it loads, and a thread that starts loads all of them again (docs/decisions/0026).
//
//   offshoot-ground.js    the rooms that a browser can load, but for testing
//   offshoot-wire.js      offshoot/wire, and msgpackr
//   offshoot-place.js     offshoot/place, and a worker's own side
//   offshoot-worker.js    where a worker begins
//   testing/index.js, cli/main.js, cli/command.js
//   index.js, kernel/index.js, ...   names of the ground
//
// Every module stands in one of them, once. Declarations stay as they are.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, type Plugin, rollup } from 'rollup';
import { minify } from 'terser';

const entries = [
  ...['index', 'promises', 'kernel/index', 'channel/index', 'sync/index', 'flow/index'],
  ...['wire/index', 'place/index', 'place/worker', 'testing/index'],
  ...['cli/main', 'cli/command'],
];

/** Rooms that stand in a file which knows itself by its name. */
const files: Record<string, string> = {
  kernel: 'offshoot-ground',
  channel: 'offshoot-ground',
  sync: 'offshoot-ground',
  flow: 'offshoot-ground',
  wire: 'offshoot-wire',
  place: 'offshoot-place',
};
/** Entries that are such files: they export what is in them, and nothing else. */
const named: Record<string, string> = {
  'wire/index': 'offshoot-wire',
  'place/index': 'offshoot-place',
  'place/worker': 'offshoot-worker',
};

/** The compiler's helper for import() begins with `this`; offshoot/promises is types alone. */
const expected = new Set<string | undefined>(['THIS_IS_UNDEFINED', 'EMPTY_BUNDLE']);

/** Merges the JavaScript that `compile` put into the folder. */
export async function merge(folder: string): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, join(folder, `${name}.js`)])),
    external: /^node:/,
    plugins: [compiled, droppable, library],
    onwarn: ({ code, message }) => {
      if (!expected.has(code)) throw new Error(`cannot merge: ${message}`);
    },
  });
  const { output } = await bundle.generate({
    dir: folder,
    format: 'es',
    sourcemap: true,
    manualChunks: (id) => fileOf(id, folder),
    entryFileNames: ({ name }) => `${named[name] ?? name}.js`,
    chunkFileNames: '[name].js',
    hoistTransitiveImports: false,
    minifyInternalExports: false,
  });
  for (const path of globSync('**/*.js{,.map}', { cwd: folder })) rmSync(join(folder, path));
  for (const file of output) if (file.type === 'chunk') await write(folder, file);
}

/** The file in which a module goes; none for those that stand alone. */
function fileOf(id: string, folder: string): string | undefined {
  if (id.startsWith('\0')) return files['wire'];
  const path = relative(folder, id).replaceAll('\\', '/');
  return path === 'place/worker.js' ? undefined : files[path.split('/')[0]!];
}

/** Reads a compiled module with the map that leads back to src. */
const compiled: Plugin = {
  name: 'compiled',
  load(id) {
    if (id.startsWith('\0')) return null;
    const map = JSON.parse(readFileSync(`${id}.map`, 'utf8'));
    return { code: readFileSync(id, 'utf8'), map };
  },
};

/**
 * A bundler drops a module from which nobody imports; of files like these it drops what it knows to be
 * without effects. So that is said of ways, and of errors, which are given their names afterwards:
 *
 *   const sleeping = /* @__PURE__ *\/ (() => way({ ... }))();
 *   const ClosedError = /* @__PURE__ *\/ named(class extends OffshootError { ... }, 'ClosedError');
 *
 * No line becomes another one, so the maps stay true.
 */
const droppable: Plugin = {
  name: 'droppable',
  transform: (code) => ({
    code: code
      .replace(
        /^((?:export )?const \w+ = )(way\(\{$[^]*?^\}\));$/gm,
        '$1/* @__PURE__ */ (() => $2)();',
      )
      .replace(
        /^export class (\w+) extends (\w+) (\{(?:\n .*|\n)*?\n\})\nnamed\(\1, (.*)\);$/gm,
        'export const $1 = /* @__PURE__ */ named(class extends $2 $3\n, $4);',
      ),
    map: null,
  }),
};

/**
 * msgpackr is evaluated when it is first used: that takes 2 ms, and few threads send bytes. As a
 * package of its own it would be three more files to find and load, too.
 */
const library: Plugin = {
  name: 'library',
  resolveId: (id) => (id === 'msgpackr/pack' ? `\0${id}` : null),
  load: async (id) => (id === '\0msgpackr/pack' ? lazily('Packr', await msgpackr()) : null),
};

/** A module that exports a class, and evaluates the code that gives it when the first one is made. */
function lazily(name: string, code: string): string {
  return `let found;
const find = () => {
${code}
  return library.${name};
};
export class ${name} {
  constructor(options) {
    return new (found ??= find())(options);
  }
}`;
}

/** What we use of msgpackr, as `const library = ...`, under its licence. */
async function msgpackr(): Promise<string> {
  const folder = dirname(fileURLToPath(import.meta.resolve('msgpackr/pack')));
  const entry = '\0entry';
  const bundle = await rollup({
    input: entry,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry ? `export { Packr } from ${JSON.stringify(join(folder, 'pack.js'))};` : null,
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'library' });
  const { code } = await minify(output[0].code);
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  return `/*! ${name} ${version}\n${licence}\n*/\n${code}`;
}

/** As it was written, but for comments, which are for readers of src: only licences stay, and what bundlers are told. */
const lines = {
  // Terser would have another program do that. This one is at hand, and the lines are those of stacks.
  beautify: true,
  indent_level: 1,
  preserve_annotations: true,
  comments: /^!|^ @__/,
};

async function write(folder: string, { fileName, code, map }: OutputChunk): Promise<void> {
  const smaller = await minify(code, {
    module: true,
    compress: false,
    mangle: false,
    format: lines,
    sourceMap: {
      content: map!.toString(),
      url: `${fileName.split('/').at(-1)!}.map`,
      filename: fileName,
    },
  });
  writeFileSync(join(folder, fileName), smaller.code!);
  writeFileSync(join(folder, `${fileName}.map`), smaller.map as string);
}
