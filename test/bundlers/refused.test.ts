// What cannot work in a bundle, and what is said of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { majors, Project, type Result } from './project.ts';

const project = Project.named('refused');

const jobs = `
import { portable } from 'offshoot/place';
export const double = portable(import.meta, function double(n) { return 2 * n; });
`;

const program = `
import { run } from 'offshoot';
import { createPool } from 'offshoot/place';
JOBS
GUARD run(function* () {
  LOAD
  const pool = yield* createPool({ size: 1 });
  console.log(yield* pool.apply(double, 21));
});
`;

function programWith(words: Record<string, string>): string {
  return program.replaceAll(/JOBS|GUARD|LOAD/g, (word) => words[word] ?? '');
}

const statically = "import { double } from './jobs.js';";
const lazily = "const { double } = yield* until(import('./jobs.js'));";

before(async () => {
  await project.install();
  project.write('jobs.js', jobs);
  project.write('main.js', programWith({ JOBS: statically, GUARD: 'if (import.meta.main)' }));
  project.write('unguarded.js', programWith({ JOBS: statically }));
  project.write(
    'lazy.js',
    programWith({
      JOBS: "import { until } from 'offshoot';",
      GUARD: 'if (import.meta.main)',
      LOAD: lazily,
    }),
  );
});
after(() => project.remove());

const esbuild = (...args: string[]): Promise<string> =>
  project.tool('esbuild', '--bundle', '--platform=node', '--log-level=error', ...args);

/** Each Node refuses the program with these words. */
async function assertRefused(words: RegExp, ...args: string[]): Promise<void> {
  for (const major of majors) {
    const { ok, stderr }: Result = await project.node(major, ...args);
    assert.equal(ok, false);
    assert.match(stderr, words);
  }
}

const merged =
  /NotPortableError: function double2? is portable but no export of file:.*main\.js; it exports nothing\. Write: .* If a bundler has merged several modules into this one, make that of the function an entry point of its own, or let the bundle hold Offshoot, too\./;

test('one file with Offshoot outside says that a bundler may have merged it, and what to do', async () => {
  await esbuild('main.js', '--format=esm', '--packages=external', '--outfile=dist/main.js');
  await assertRefused(merged, 'dist/main.js');
  await project.tool('vite', 'build', '--ssr', 'main.js', '--logLevel', 'error');
  await assertRefused(merged, 'dist/main.js');
});

test('one file without a guard says why its workers end', async () => {
  await esbuild('unguarded.js', '--format=esm', '--outfile=dist/unguarded.js');
  await assertRefused(
    /run\(\) was called while a place imported file:.*unguarded\.js, so each worker would start the program again\. .*if \(import\.meta\.main\)/,
    'dist/unguarded.js',
  );
});

test('the same is said where the worker is a process', async () => {
  project.write(
    'process.js',
    programWith({ JOBS: statically }).replace('{ size: 1 }', "{ size: 1, on: 'process' }"),
  );
  await esbuild('process.js', '--format=esm', '--outfile=dist/process.js');
  await assertRefused(
    /run\(\) was called while a place imported file:.*process\.js, so each worker would start/,
    'dist/process.js',
  );
});

test('a portable module that one file loads later is named, with the remedy', async () => {
  await esbuild('lazy.js', '--format=esm', '--outfile=dist/lazy.js');
  await assertRefused(
    /NotPortableError: function double2? is portable, but it is not there as soon as file:.*lazy\.js is loaded\. .*Import it with an import statement/,
    'dist/lazy.js',
  );
});

test('the same module needs nothing where the bundler splits the code', async () => {
  project.remove('dist');
  await esbuild('lazy.js', '--format=esm', '--splitting', '--outdir=dist');
  assert.deepEqual(
    await project.onEachNode('dist/lazy.js'),
    majors.map(() => '42'),
  );
});

test('a portable function in CommonJS says that import.meta is missing', async () => {
  await esbuild('unguarded.js', '--format=cjs', '--outfile=dist/main.cjs');
  const words = /TypeError: meta must be import\.meta, not an object without a url .*ES modules/;
  await assertRefused(words, 'dist/main.cjs');
  await project.tool('rolldown', 'unguarded.js', '--format=cjs', '--file=dist/main.cjs');
  await assertRefused(words, 'dist/main.cjs');
});

test('in CommonJS tasks run, and a thread says why it cannot', async () => {
  project.write(
    'tasks.js',
    `import { run, sleep } from 'offshoot';
     import { thread } from 'offshoot/place';
     run(function* () {
       yield* sleep(1);
       try {
         yield* thread();
       } catch (error) {
         return error.message;
       }
     }).then(console.log);`,
  );
  await esbuild('tasks.js', '--format=cjs', '--outfile=dist/tasks.cjs');
  for (const said of await project.onEachNode('dist/tasks.cjs'))
    assert.match(said, /^a bundler has written Offshoot into CommonJS/);
});
