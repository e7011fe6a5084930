import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import '../support/leaks.ts';
import { Offshoot, offshoot, Programs } from './cli-offshoot.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string; engines: { node: string } };

const programs = new Programs();
after(() => programs.remove());

/** One line on stderr, nothing on stdout, exit code 1. */
async function refuses(args: string[], line: string): Promise<void> {
  const { code, stdout, stderr } = await offshoot(...args);
  assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: '', stderr: `${line}\n` });
}

describe('the offshoot command', () => {
  test('--help tells the commands and the exit codes', async () => {
    const { code, stdout, stderr } = await offshoot('--help');
    assert.match(stdout, /^Usage: offshoot COMMAND\n[^]*run FILE[^]*Exit codes: 0 [^]*130/);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  test('run --help tells what a program is', async () => {
    const { code, stdout, stderr } = await offshoot('run', '--help');
    assert.match(stdout, /^Usage: offshoot run FILE[^]*`main`[^]*Ctrl-C/);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  test('no line of a help text is wider than a terminal', async () => {
    for (const args of [['--help'], ['run', '--help']]) {
      const { stdout } = await offshoot(...args);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 100),
        [],
      );
    }
  });

  test('--version prints the version of the package', async () => {
    const { code, stdout } = await offshoot('--version');
    assert.deepEqual({ code, stdout }, { code: 0, stdout: `${manifest.version}\n` });
  });

  test('without a command it says what to write', () =>
    refuses([], 'offshoot: say what to do, as in: offshoot run FILE'));

  test('an unknown command is named', () =>
    refuses(['jump'], 'offshoot: there is no command "jump"; see: offshoot --help'));

  test('run without a file says what to write', () =>
    refuses(['run'], 'offshoot: say which file to run, as in: offshoot run FILE'));

  test('an unknown option of run is named', () =>
    refuses(
      ['run', '--fast', 'a.ts'],
      'offshoot: run has no option --fast (options of the program follow FILE)',
    ));

  test('a file that does not exist, and a folder, are named', async () => {
    await refuses(['run', 'nowhere.ts'], 'offshoot: there is no file nowhere.ts');
    await refuses(['run', programs.folder], `offshoot: ${programs.folder} is no file`);
  });

  test('a file that does not parse is one line with the place', async () => {
    const path = programs.write('broken.ts', 'const a = 1;\nconst b = ;\n');
    await refuses(['run', path], `offshoot: cannot load ${path}: Expression expected (${path}:2)`);
  });

  test('a file that imports what is not there is one line', async () => {
    const path = programs.write('lonely.ts', "import './missing.ts';\n");
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^offshoot: cannot load \S+lonely.ts: Cannot find module .*missing.ts.*\n$/,
    );
  });

  test('an import that the other module does not have is one line with the place', async () => {
    const path = programs.write('absent.ts', "import { nope } from 'offshoot';\nnope();\n");
    await refuses(
      ['run', path],
      `offshoot: cannot load ${path}: The requested module 'offshoot' does not provide an export named 'nope' (${path}:1)`,
    );
  });

  test('a main that is a class is named as one', async () => {
    const path = programs.write('class.ts', 'export class main {}\n');
    await refuses(['run', path], `offshoot: main of ${path} is a class; it must be a function`);
  });

  test('a program in a package of CommonJS is told how to become a module', async () => {
    mkdirSync(join(programs.folder, 'common'));
    programs.write('common/package.json', '{ "type": "commonjs" }');
    const path = programs.write(
      'common/program.ts',
      "import 'offshoot';\nexport function main() {}\n",
    );
    const { code, stderr } = await offshoot('run', path);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^offshoot: cannot load \S+ .*; write "type": "module" into its package.json, or call it .mts$/m,
    );
  });

  test('a file that exports nothing and starts nothing is told apart from a program', async () => {
    const path = programs.write('nothing.ts', 'export const max = 1;\n');
    await refuses(
      ['run', path],
      `offshoot: ${path} exports no function main, has no default export that is one, and started no program`,
    );
  });

  test('a Node that is too old is told so in one line, before anything is loaded', async () => {
    const pretend = (version: string): string =>
      `--import=data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"${version}"}})`;
    const needed = manifest.engines.node.replace('>=', '');
    for (const version of ['18.20.1', '20.20.2', '22.17.9']) {
      const { code, stderr } = await new Offshoot(['--help'], [pretend(version)]).ended;
      const line = `offshoot needs Node ${needed} or newer; this is Node ${version}\n`;
      assert.deepEqual({ code, stderr }, { code: 1, stderr: line });
    }
    for (const version of ['22.18.0', '24.0.0']) {
      assert.equal((await new Offshoot(['--help'], [pretend(version)]).ended).code, 0);
    }
  });
});
