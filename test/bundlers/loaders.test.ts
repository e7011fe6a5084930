// Loaders: what runs the program runs its places, too.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { commandOf, majors, Project } from './project.ts';

const project = Project.named('loaders');
const all = (value: string): string[] => majors.map(() => value);

// Of the virtual module only a loader knows.
const loader = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'virtual:answer' ? { url: 'virtual:answer', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === 'virtual:answer'
      ? { format: 'module', source: 'export default 42', shortCircuit: true }
      : next(url, context),
});
`;

const jobs = `
import answer from 'virtual:answer';
import { portable } from 'offshoot/place';
export const ask = portable(import.meta, () => answer);
`;

// An enum is no type that can be stripped: only tsx knows what to do with it.
const enumJobs = `
import { portable } from 'offshoot/place';
enum Kind { Answer = 42 }
export const ask = portable(import.meta, () => Kind.Answer);
`;

const program = `
import { run } from 'offshoot';
import { createPool, processPlace, thread } from 'offshoot/place';
import { ask } from './JOBS';
const ways = [{}, { env: { A: '1' } }, { execArgv: ['--no-warnings'] }, { env: {}, execArgv: [] }];
const answers = await run(function* () {
  const answers = [];
  for (const way of ways) {
    const pool = yield* createPool({ size: 1, ...way });
    const place = yield* thread(way);
    const apart = yield* processPlace(way);
    answers.push(yield* pool.apply(ask), yield* place.call(ask), yield* apart.call(ask));
  }
  return answers;
});
console.log(answers.join());
`;

const answers = Array.from({ length: 12 }, () => '42').join();

before(async () => {
  await project.install();
  project.write('loader.mjs', loader);
  project.write('jobs.js', jobs);
  project.write('main.js', program.replace('JOBS', 'jobs.js'));
  project.write('enum.ts', enumJobs);
  project.write('main.ts', program.replace('JOBS', 'enum'));
});
after(() => project.remove());

test('a place has the loader of --import, also with options and an environment of its own', async () => {
  assert.deepEqual(await project.onEachNode('--import', './loader.mjs', 'main.js'), all(answers));
});

test('a place has the loader of NODE_OPTIONS, also with options and an environment of its own', async () => {
  const url = pathToFileURL(join(project.folder, 'loader.mjs')).href;
  project.environment = { NODE_OPTIONS: `--import=${url}` };
  try {
    assert.deepEqual(await project.onEachNode('main.js'), all(answers));
  } finally {
    project.environment = {};
  }
});

test('under tsx a place loads what Node alone cannot, also with options of its own', async () => {
  for (const major of ['24', '26']) {
    const { stdout, stderr } = await project.node(major, commandOf('tsx'), 'main.ts');
    assert.equal(stdout, answers, stderr);
  }
});
