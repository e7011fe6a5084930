// Portable functions in packages, however these are installed.
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { commandOf, majors, Project } from './project.ts';

const project = Project.named("packages – it's #1 of 100% ?");
const all = (value: string): string[] => majors.map(() => value);

const manifestOf = (exports: string): string =>
  JSON.stringify({ name: 'jobs', version: '1.0.0', type: 'module', exports });

const javascript = `
import { portable } from 'offshoot/place';
export const triple = portable(import.meta, (n) => 3 * n);
`;

const typescript = javascript.replace('(n)', '(n: number)');

const programFor = (name: string): string => `
import { run } from 'offshoot';
import { createPool, processPlace, thread } from 'offshoot/place';
import { triple } from '${name}';
await run(function* () {
  const pool = yield* createPool({ size: 1 });
  const place = yield* thread();
  const apart = yield* processPlace();
  console.log(yield* pool.apply(triple, 4), yield* place.call(triple, 5), yield* apart.call(triple, 6));
});
`;

before(() => project.install());
after(() => project.remove());

test("a package's portable functions are found, in a folder with any name", async () => {
  project.write('node_modules/jobs/package.json', manifestOf('./jobs.js'));
  project.write('node_modules/jobs/jobs.js', javascript);
  project.write('installed.js', programFor('jobs'));
  assert.deepEqual(await project.onEachNode('installed.js'), all('12 15 18'));
});

test('a workspace that is linked into node_modules is found where it stands, and may be TypeScript', async () => {
  project.write('workspaces/linked/package.json', manifestOf('./jobs.ts'));
  project.write('workspaces/linked/jobs.ts', typescript);
  symlinkSync(
    join(project.folder, 'workspaces/linked'),
    join(project.folder, 'node_modules/linked'),
    'junction',
  );
  project.write('linked.js', programFor('linked'));
  assert.deepEqual(await project.onEachNode('linked.js'), all('12 15 18'));
});

test('TypeScript in node_modules is refused by name, with the remedy', async () => {
  project.write('node_modules/typed/package.json', manifestOf('./jobs.ts'));
  project.write('node_modules/typed/jobs.ts', typescript);
  // Here a hook of the program's own reads it, which no thread has.
  project.write(
    'typed.js',
    `import { readFileSync } from 'node:fs';
     import { registerHooks, stripTypeScriptTypes } from 'node:module';
     registerHooks({
       load: (url, context, next) => url.endsWith('/typed/jobs.ts')
         ? { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(readFileSync(new URL(url), 'utf8')) }
         : next(url, context),
     });
     await import('./typed-main.js');`,
  );
  project.write('typed-main.js', programFor('typed'));
  const { href } = pathToFileURL(join(project.folder, 'node_modules/typed/jobs.ts'));
  for (const major of majors) {
    const { ok, stderr } = await project.node(major, 'typed.js');
    assert.equal(ok, false);
    assert.ok(
      stderr.includes(
        `NotPortableError: cannot load ${href} in another place, because Node takes no TypeScript from node_modules`,
      ),
      stderr,
    );
    assert.match(stderr, /portable modules, and what they import, must be JavaScript/);
  }
});

test("Yarn's Plug'n'Play: packages in zip files, without a node_modules", async () => {
  const yarn = commandOf('@yarnpkg/cli-dist');
  const pnp = project.in('pnp');
  const names = ['offshoot', 'jobs'];
  const installed = Object.fromEntries(names.map((name) => [name, `file:../node_modules/${name}`]));
  const resolutions = installed;
  const manifest = { private: true, type: 'module', dependencies: installed, resolutions };
  pnp.write('package.json', JSON.stringify(manifest));
  pnp.write(
    'main.js',
    `${programFor('jobs')}console.log(import.meta.resolve('jobs').includes('.zip/'));`,
  );
  pnp.write('yarn.lock', '');
  pnp.write(
    '.yarnrc.yml',
    'nodeLinker: pnp\nenableNetwork: false\nenableTelemetry: false\nenableGlobalCache: false\nglobalFolder: ./.yarn/global\n',
  );
  await pnp.succeed(process.execPath, yarn, 'install', '--no-immutable');
  assert.deepEqual(await pnp.onEachNode(yarn, 'node', 'main.js'), all('12 15 18\ntrue'));
});
