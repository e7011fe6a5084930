// The package as its users get it: packed, installed elsewhere, loaded on each Node.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rollup } from 'rollup';
import { scripts, subpaths } from '../../scripts/api.ts';
import { nodePath } from '../../scripts/nodes.ts';
import { placesModule, placesProgram, simulated } from './package-programs.ts';
import { bundleOf, bundleWith, compressedBytes, hasSideEffects } from './size.ts';
import { root } from './source.ts';

const start = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'offshoot-package-'));
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
let tarball: { filename: string; files: { path: string }[] };

/** Runs a program in the user's project, without colours; fails with all that it printed. */
async function run(command: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, FORCE_COLOR: ___, ...others } = process.env;
  const env = { ...others, NO_COLOR: '1' };
  try {
    const { stdout } = await start(command, args, { cwd: folder, env, timeout: 60_000 });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

function npm(...args: string[]): Promise<string> {
  const path = process.env.npm_execpath;
  return path ? run(process.execPath, path, ...args) : run('npm', ...args);
}

/** A tool of this repository: the file in the package, with its arguments. */
function tool(file: string, ...args: string[]): Promise<string> {
  return run(process.execPath, join(root, 'node_modules', file), ...args);
}

/** What a linter says, be it something or nothing. */
function complaints(linted: Promise<string>): Promise<string> {
  return linted.then(
    () => 'nothing found',
    (error: Error) => error.message,
  );
}

/** The settings that the guide shows for ESLint. */
function eslintSettings(): string {
  const guide = readFileSync(join(root, 'docs/guide/1-tasks-and-scopes.md'), 'utf8');
  const [, block] = /^```js\n(\/\/ eslint\.config\.mjs\n[^]*?)^```/m.exec(guide)!;
  return block!;
}

/** Installs a package of this repository for the user, as a link. */
function link(name: string, from: string): void {
  if (!existsSync(join(root, from))) throw new Error(`no ${from}: run \`npm run setup\``);
  symlinkSync(join(root, from), join(folder, 'node_modules', name), 'junction');
}

const program = `
import { channel, go, run, select, sleep } from 'offshoot';
const total = await run(function* () {
  const numbers = channel(1);
  go(function* () {
    for (const n of [1, 2, 3]) yield* numbers.send(n);
    numbers.close();
  });
  let sum = 0;
  for (;;) {
    const { key, value } = yield* select({ next: numbers.next(), late: sleep(5000) });
    if (key === 'late' || value.done) return sleep(1).map(() => sum);
    sum += value.value;
  }
});
console.log('total', total);
`;

const library = "export { run, sleep } from 'offshoot';";
const libraryUse = `
import { run, sleep } from './bundle.js';
console.log('total', await run(function* () { return yield* sleep(1).map(() => 6).timeout(5000); }));
`;

const portableModule = `
import { portable } from 'offshoot/place';
export const square = portable(import.meta, function square(n) { return n * n; });
`;

const poolProgram = `
import { run } from 'offshoot';
import { createPool } from 'offshoot/place';
import { square } from './square.js';
const squares = await run(function* () {
  const pool = yield* createPool({ size: 2 });
  return yield* pool.map(square, [1, 2, 3]);
});
console.log(squares.join(' '));
`;

const droppedProgram = `
import { run, sleep } from 'offshoot';
await run(function* main() {
  sleep(5);
  yield* sleep(1);
});
`;

const typedProgram = `
import { channel, go, run, select, sleep, type Receiver } from 'offshoot';
import { createPool, portable } from 'offshoot/place';
export const half = portable(import.meta, function half(n: number) { return n / 2; });
export const halves: number[] = await run(function* () {
  const c = channel<number>();
  const view: Receiver<number> = c;
  go(function* () { yield* c.send(1); });
  const got = yield* select({ value: view.receive(), late: sleep(10) });
  const pool = yield* createPool({ size: 1 });
  return yield* pool.map(half, got.key === 'value' ? [got.value] : []);
});
`;

const forgetful = `
import { channel, future, go, run, sleep } from 'offshoot';
await run(function* () {
  const c = channel<number>();
  go(function* () { yield* c.send(1); });
  future(function* () { yield* sleep(1); });
  c.send(2);
  yield* sleep(1);
});
`;

const racing = `
import { channel, go, type Operation } from 'offshoot';
const c = channel<number>(2);
export async function last(ops: Operation<number>[], numbers: Promise<number>[], text: Promise<string>) {
  const [a, b]: [number, string] = await Promise.all([c.receive(), text]);
  const d: number = await Promise.any(ops);
  const tasks: number[] = await Promise.all([go(() => a), go(() => d)]);
  return [b, tasks, await Promise.race(numbers)] as const;
}
`;

// What the guide tells users to write into their settings.
const lintSettings = { extends: ['./node_modules/offshoot/oxlint.json'] };

const typeSettings = {
  target: 'esnext',
  module: 'nodenext',
  lib: ['esnext'],
  types: ['node', 'offshoot/promises'],
  strict: true,
  noEmit: true,
  skipLibCheck: false,
};

// What a project has that says no more than which language it wants.
const plainSettings = {
  target: 'es2022',
  module: 'nodenext',
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: false,
};

type Sizes = Record<string, { most: number; wanted?: number }>;
const sizes: { subpaths: Sizes; imports: Sizes } = JSON.parse(
  readFileSync(join(root, 'test/house/sizes.json'), 'utf8'),
);

const compilers = { 'typescript/bin/tsc': '7', '@typescript/typescript6/bin/tsc6': '6' };

const dist = join(folder, 'node_modules/offshoot/dist');

async function assertSmall(t: TestContext, code: string, limits: Sizes[string]): Promise<void> {
  const { most, wanted = most } = limits;
  const bytes = await compressedBytes(code);
  t.diagnostic(`${bytes} bytes compressed; wanted ${wanted}, at most ${most}`);
  assert.ok(bytes <= most, `it has ${bytes} bytes, ${most} are the limit`);
}

before(async () => {
  const packed = await npm('pack', root, '--json', '--pack-destination', folder);
  [tarball] = Object.values(JSON.parse(packed.slice(packed.search(/^[[{]/m)))) as [typeof tarball];
  write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }));
  await npm('install', '--offline', '--ignore-scripts', '--no-audit', `./${tarball.filename}`);
  link('@types', 'node_modules/@types');
  link('eslint', 'tools/eslint/node_modules/eslint');
  link('typescript-eslint', 'tools/eslint/node_modules/typescript-eslint');
  write('eslint.config.mjs', eslintSettings());
  write('square.js', portableModule);
  write('pool.js', poolProgram);
  write('summed.js', placesModule);
  write('places.js', placesProgram);
  write('simulated.js', simulated);
  write('dropped.js', droppedProgram);
  write('program.js', program);
  write('library.js', library);
  write('typed.ts', typedProgram);
  write('forgetful.ts', forgetful);
  write('racing.ts', racing);
  write('.oxlintrc.json', JSON.stringify(lintSettings));
  const files = ['typed.ts'];
  const linted = { files: [...files, 'racing.ts', 'forgetful.ts'], compilerOptions: typeSettings };
  write('tsconfig.json', JSON.stringify(linted));
  write('tsconfig.plain.json', JSON.stringify({ compilerOptions: plainSettings, files }));
});

after(() => rmSync(folder, { recursive: true }));

describe('the package as users get it', () => {
  test('it holds the compiled code, its sources, the licence, and nothing else', () => {
    const others = tarball.files
      .map(({ path }) => path)
      .filter((path) => !/^(dist|src)\/[\w/-]+\.(ts|js|d\.ts)(\.map)?$/.test(path));
    assert.deepEqual(
      others.filter((path) => path !== 'README.md'),
      ['LICENSE', 'eslint.json', 'oxlint.json', 'package.json'],
    );
  });

  test('its JavaScript is merged into few files, with maps that lead to the sources in it', () => {
    const paths = tarball.files.map(({ path }) => path);
    const scripts = paths.filter((path) => /^dist\/.*\.js$/.test(path));
    const [named, entries] = [
      /^dist\/offshoot-/,
      /^dist\/(\w+\/)?(index|main|command|promises)\.js$/,
    ];
    assert.deepEqual(
      scripts.filter((path) => named.test(path)),
      ['ground', 'place', 'wire', 'worker'].map((name) => `dist/offshoot-${name}.js`),
    );
    assert.deepEqual(
      scripts.filter((path) => !named.test(path) && !entries.test(path)),
      [],
    );
    for (const path of scripts.filter((script) => named.test(script))) {
      const { sources } = JSON.parse(readFileSync(join(dist, '..', `${path}.map`), 'utf8'));
      const inside = (sources as string[]).map((source) => join('dist', source));
      assert.deepEqual(
        inside.filter((source) => !paths.includes(source)),
        [],
        path,
      );
    }
  });

  for (const major of ['22', '24', '26']) {
    test(`on Node ${major} every subpath loads, by import and by require`, async () => {
      const names = JSON.stringify([...subpaths().keys()]);
      const imports = `for (const name of ${names}) await import(name); console.log('loaded')`;
      const requires = `for (const name of ${names}) require(name); console.log('loaded')`;
      const node = nodePath(major);
      assert.equal(await run(node, '--input-type=module', '-e', imports), 'loaded');
      assert.equal(await run(node, '--input-type=commonjs', '-e', requires), 'loaded');
    });

    test(`on Node ${major} a program runs, alone and with a pool of threads`, async () => {
      assert.equal(await run(nodePath(major), 'program.js'), 'total 6');
      assert.equal(await run(nodePath(major), 'pool.js'), '1 4 9');
    });
  }

  // In a worker, too, Offshoot has been imported before the worker begins.
  const before = ['--import', './square.js'];
  for (const flags of [[], ['--enable-source-maps'], before]) {
    test(`stages move, helpers block, and stacks have no lines of ours ${flags.join()}`, async () => {
      const lines = (await run(process.execPath, ...flags, 'places.js')).split('\n').sort();
      const thrown = 'no summed.js places.js';
      assert.deepEqual(lines, ['25', '25', 'blocking 16', thrown, thrown, 'sum 6', 'sum 6']);
    });

    test(`what a simulation does not control is told with the user's line ${flags.join()}`, async () => {
      assert.equal(
        await run(process.execPath, ...flags, 'simulated.js'),
        'Date.now() simulated.js:7:8',
      );
    });

    test(`in development a forgotten yield* is told with the user's line ${flags.join()}`, async () => {
      const env = { ...process.env, OFFSHOOT_DEV: '1' };
      const options = { cwd: folder, env, timeout: 60_000 };
      const { stderr } = await start(process.execPath, [...flags, 'dropped.js'], options);
      assert.match(stderr, /^offshoot: sleep of 5 ms .* by task "main" at \S+dropped\.js:4:3 /);
    });
  }

  for (const [compiler, version] of Object.entries(compilers)) {
    test(`its declarations compile with TypeScript ${version}`, async () => {
      assert.equal(await tool(compiler, '-p', '.'), '');
    });

    test(`with TypeScript ${version} they need no types of Node, nor a newer lib`, async () => {
      assert.equal(await tool(compiler, '-p', 'tsconfig.plain.json'), '');
    });
  }

  for (const [file, wanted] of [
    ['forgetful.ts', ['7 no-floating-promises']],
    ['racing.ts', ['5 no-deprecated', '6 no-deprecated']],
  ] as const) {
    test(`a user's linter that extends oxlint.json finds what is wrong in ${file}, and no more`, async () => {
      const output = await complaints(
        tool('oxlint/bin/oxlint', '--type-aware', '--format=unix', file),
      );
      const found = [...output.matchAll(/\.ts:(\d+):.*typescript\(([\w-]+)\)\]$/gm)];
      assert.deepEqual(
        found.map(([, line, rule]) => `${line} ${rule}`),
        wanted,
        output,
      );
    });

    test(`a user's ESLint with eslint.json finds the same in ${file}`, async () => {
      const output = await complaints(
        tool('../tools/eslint/node_modules/eslint/bin/eslint.js', file),
      );
      const found = [...output.matchAll(/^ +(\d+):.*@typescript-eslint\/([\w-]+)$/gm)];
      assert.deepEqual(
        found.map(([, line, rule]) => `${line} ${rule}`),
        wanted,
        output,
      );
    });
  }

  for (const [kind, input, used] of [
    ['a program', 'program.js', "import './bundle.js';"],
    ['a library that hands our names on', 'library.js', libraryUse],
  ]) {
    test(`a bundler that drops what has no side effects keeps ${kind} working`, async () => {
      const bundle = await rollup({
        input: join(folder, input!),
        external: /^node:/,
        treeshake: { moduleSideEffects: (id) => hasSideEffects(id, dist) },
        plugins: [
          {
            name: 'offshoot',
            resolveId: (id) => (id === 'offshoot' ? join(dist, 'index.js') : null),
          },
        ],
        onwarn: () => {},
      });
      await bundle.write({ file: join(folder, 'bundle.js'), format: 'es' });
      write('use.js', used!);
      assert.equal(await run(process.execPath, 'use.js'), 'total 6');
    });
  }

  test('a bundle for production leaves out what watches operations in development', async () => {
    const watcher = /was never performed/;
    assert.match(readFileSync(join(dist, 'offshoot-ground.js'), 'utf8'), watcher);
    const { code } = await bundleWith('run, go, channel, select, sleep', dist);
    assert.doesNotMatch(code, watcher);
  });

  test('every subpath has a limit', () => {
    assert.deepEqual(Object.keys(sizes.subpaths), [...subpaths().keys()]);
  });

  for (const [name, path] of scripts()) {
    test(`${name} is no larger than sizes.json allows`, async (t) => {
      const { code } = await bundleOf(join(dist, path));
      await assertSmall(t, code, sizes.subpaths[name]!);
    });
  }

  for (const [names, limits] of Object.entries(sizes.imports)) {
    test(`a program that imports ${names} is no larger than sizes.json allows`, async (t) => {
      await assertSmall(t, (await bundleWith(names, dist)).code, limits);
    });
  }

  test('publint finds nothing to say', async () => {
    const text = await tool('publint/src/cli.js', '--strict', `./${tarball.filename}`);
    assert.match(text, /All good!/);
  });

  test('every way of resolving its types works', async () => {
    const attw = fileURLToPath(import.meta.resolve('@arethetypeswrong/cli/package.json'));
    const main = join(attw, '../dist/index.js');
    await run(process.execPath, main, '--profile', 'esm-only', `./${tarball.filename}`);
  });
});
