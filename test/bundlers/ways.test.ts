// What the recipes leave open: each way of bundling with what it promises.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { majors, Project } from './project.ts';

const project = Project.named('ways');
const all = (value: string): string[] => majors.map(() => value);

// Neither a guard nor a portable class.
const jobs = `
import { sleep } from 'offshoot';
import { portable } from 'offshoot/place';
export class OddError extends Error {}
let base = 0;
export const setBase = portable(import.meta, () => { base = 10; });
export const plus = portable(import.meta, (n: number) => base + n);
export const fails = portable(import.meta, function fails() {
  throw new OddError('odd');
});
export const late = portable(import.meta, () => sleep(60_000).timeout(1));
`;

const program = `
import { CodecError, run, TimeoutError } from 'offshoot';
import { createPool, processPlace, thread } from 'offshoot/place';
import { fails, late, OddError, plus, setBase } from './jobs.ts';

function* failure(op) {
  try {
    yield* op;
  } catch (error) {
    return error;
  }
}

GUARD await run(function* () {
  const pool = yield* createPool({ size: 2, init: setBase });
  const place = yield* thread();
  const apart = yield* createPool({ size: 1, on: 'process', init: setBase });
  const other = yield* processPlace();
  const sums = yield* pool.map(plus, [1, 2]);
  sums.push(yield* apart.apply(plus, 3));
  const odd = yield* failure(pool.apply(fails));
  const tooLate = yield* failure(place.call(late));
  const lateThere = yield* failure(other.call(late));
  const codec = yield* failure(pool.apply(plus, () => 1));
  console.log(
    sums.join(),
    odd instanceof OddError,
    tooLate instanceof TimeoutError && lateThere instanceof TimeoutError,
    codec instanceof CodecError,
    /jobs\\.ts:9|main\\.js:\\d/.test(odd.stack),
  );
});
`;

const outside = 'offshoot,offshoot/place';
const viteAll = `export default { ssr: { noExternal: true }, build: {
  ssr: true, minify: true, rolldownOptions: { input: ['main.ts', 'jobs.ts'] } } };`;

before(async () => {
  await project.install();
  project.write('jobs.ts', jobs);
  project.write('main.ts', program.replace('GUARD', ''));
  project.write('guarded.ts', program.replace('GUARD', 'if (import.meta.main)'));
  project.write('vite.config.js', viteAll);
});
after(() => project.remove());

const esbuild = (...args: string[]): Promise<string> =>
  project.tool('esbuild', '--bundle', '--platform=node', '--format=esm', '--sourcemap', ...args);

describe('portable modules that are entry points need no guard, and keep their classes', () => {
  const builds: Record<string, () => Promise<string>> = {
    'esbuild, with Offshoot outside': () =>
      esbuild('main.ts', 'jobs.ts', '--splitting', '--outdir=dist', '--packages=external'),
    'esbuild, with Offshoot inside, minified': () =>
      esbuild('main.ts', 'jobs.ts', '--splitting', '--outdir=dist', '--minify'),
    'rolldown, with Offshoot outside': () =>
      project.tool('rolldown', 'main.ts', 'jobs.ts', '--dir=dist', '-s', `--external=${outside}`),
    'rolldown, with Offshoot inside, minified': () =>
      project.tool('rolldown', 'main.ts', 'jobs.ts', '--dir=dist', '-s', '-m', '--platform=node'),
    'Vite, with Offshoot inside, minified': () => project.tool('vite', 'build', '--sourcemap'),
  };
  for (const [title, build] of Object.entries(builds)) {
    test(title, async () => {
      project.remove('dist');
      await build();
      assert.deepEqual(
        await project.onEachNode('--enable-source-maps', 'dist/main.js'),
        all('11,12,13 true true true true'),
      );
    });
  }
});

test('one file keeps the classes of Offshoot, and a stack with its own lines, also minified', async () => {
  await esbuild('guarded.ts', '--minify', '--outfile=dist/main.js');
  assert.deepEqual(await project.onEachNode('dist/main.js'), all('11,12,13 false true true true'));
});

test('a bundle that holds Offshoot calls the functions of a package that has its own', async () => {
  project.write(
    'node_modules/tenfold/package.json',
    '{ "type": "module", "exports": "./index.js" }',
  );
  project.write(
    'node_modules/tenfold/index.js',
    `import { portable } from 'offshoot/place';
     export const tenfold = portable(import.meta, (n) => 10 * n);`,
  );
  project.write(
    'mixed.js',
    `import { run } from 'offshoot';
     import { createPool } from 'offshoot/place';
     import { tenfold } from 'tenfold';
     if (import.meta.main) console.log(await run(function* () {
       return yield* (yield* createPool({ size: 1 })).apply(tenfold, 4);
     }));`,
  );
  await esbuild('mixed.js', '--external:tenfold', '--outfile=dist/main.js');
  assert.deepEqual(await project.onEachNode('dist/main.js'), all('40'));
});

test("under Vite's development server threads load the sources", async () => {
  project.write(
    'served.ts',
    `import { run } from 'offshoot';
     import { createPool } from 'offshoot/place';
     import { plus, setBase } from './jobs.ts';
     export const main = () => run(function* () {
       return yield* (yield* createPool({ size: 1, init: setBase })).apply(plus, 5);
     });`,
  );
  project.write(
    'server.js',
    `import { createServer } from 'vite';
     const server = await createServer({
       configFile: false, appType: 'custom', logLevel: 'error',
       server: { middlewareMode: true, ws: false },
     });
     const { main } = await server.ssrLoadModule('/served.ts');
     console.log(await main());
     await server.close();`,
  );
  assert.deepEqual(await project.onEachNode('server.js'), all('15'));
});
