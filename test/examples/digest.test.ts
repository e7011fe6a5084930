import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from 'offshoot';
import { digestFiles } from '../../examples/digest/digest.ts';
import { barOf, type Work } from '../../examples/digest/progress.ts';
import '../support/leaks.ts';
import { type Ended, makeFifo, Offshoot } from '../programs/cli-offshoot.ts';

const example = fileURLToPath(new URL('../../examples/digest/main.ts', import.meta.url));
const gigabyte = 2 ** 30;

const digest = (...args: string[]): Promise<Ended> => start(...args).ended;
const start = (...args: string[]): Offshoot => new Offshoot(['run', example, ...args]);

/** Bytes as the example sees names: one character a byte. */
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const sha512 = (data: string | Buffer): string => createHash('sha512').update(data).digest('hex');

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'offshoot-digest-'))));
after(() => rmSync(folder, { recursive: true }));

/** Makes a tree of the texts given by path, and gives its folder. */
function tree(name: string, files: Record<string, string>): string {
  const root = join(folder, name);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The list that is wanted, sorted as `LC_ALL=C sort` sorts whole paths. */
function listOf(root: string, files: Record<string, string>): string {
  const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Object.keys(files)
    .toSorted(byBytes)
    .map((path) => `${sha512(files[path]!)}  ${latin1(`${root}/${path}`)}\n`)
    .join('');
}

describe('the digest of a tree', () => {
  test('--list prints what sha512sum prints, sorted by the bytes of the paths', async () => {
    const files = {
      'a/one': '1',
      'a.txt': 'before a/one, by its bytes',
      a0: 'after it',
      empty: '',
      'deep/er/and/deeper/still': 'x'.repeat(1_000_000),
      'ünïcode/ﬀ 🌱': 'y',
      'with space': 'z',
    };
    const root = tree('plain', files);
    const { code, stdout, stderr } = await digest('--list', root);
    assert.equal(stdout, listOf(root, files));
    assert.match(stderr, /a pool of \d+ threads? +7 +1,000,\d+ /);
    assert.equal(code, 0);
  });

  test('the path stands in the list as DIR was given', async () => {
    const root = tree('given', { file: 'f' });
    for (const [given, printed] of [
      [`${root}/`, `${root}/file`],
      [`${root}//`, `${root}//file`],
      [`${root}/file`, `${root}/file`],
    ] as const) {
      assert.equal((await digest('--list', given)).stdout, `${sha512('f')}  ${printed}\n`);
    }
  });

  test('names that would break a line are escaped as sha512sum escapes them', async () => {
    const root = tree('odd', { 'new\nline': 'n', 'back\\slash': 'b', 'return\r': 'r', '-n': '-' });
    const { stdout } = await digest('--list', root);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      `${sha512('-')}  ${root}/-n`,
      `\\${sha512('b')}  ${root}/back\\\\slash`,
      `\\${sha512('n')}  ${root}/new\\nline`,
      `\\${sha512('r')}  ${root}/return\\r`,
    ]);
  });

  test('a name that is no UTF-8 is read and printed as it is', async () => {
    const root = tree('bytes', {});
    const name = Buffer.from(`${root}/caf\xe9`, 'latin1');
    writeFileSync(name, 'coffee');
    const { stdout } = await digest('--list', root);
    assert.equal(stdout, `${sha512('coffee')}  ${name.toString('latin1')}\n`);
  });

  test('sha512sum itself finds no fault in the list', async () => {
    const root = join(fileURLToPath(new URL('../..', import.meta.url)), 'src');
    const { stdout } = await digest('--list', root);
    const input = Buffer.from(stdout, 'latin1');
    const { status } = spawnSync('sha512sum', ['--check', '--strict', '--quiet'], { input });
    assert.equal(status, 0);
    assert.ok(stdout.split('\n').length > 50);
  });

  test('any number of workers gives the same list', async () => {
    const files: Record<string, string> = { '0/a big one first': 'x'.repeat(20_000_000) };
    for (let n = 0; n < 1000; n++) files[`${n % 7}/${n}`] = `${n}`;
    const root = tree('many', files);
    const wanted = listOf(root, files);
    for (const workers of ['1', '2', '5']) {
      assert.equal((await digest('--list', '--workers', workers, root)).stdout, wanted);
    }
  });

  test('what is no file that can be read is named at the end, and the rest goes on', async () => {
    const root = tree('mixed', { readable: 'r', 'folder/inside': 'i' });
    symlinkSync('nowhere', join(root, 'dangling'));
    symlinkSync('readable', join(root, 'link to a file'));
    symlinkSync('..', join(root, 'link to a folder'));
    symlinkSync('round', join(root, 'round'));
    makeFifo(join(root, 'fifo'));
    const server = await listenAt(join(root, 'socket'));
    const { code, stdout, stderr } = await digest('--list', root);
    await server[Symbol.asyncDispose]();
    assert.equal(stdout, listOf(root, { readable: 'r', 'folder/inside': 'i' }));
    const named = stderr.slice(stderr.indexOf('could not be read'));
    assert.deepEqual(named.trimEnd().split('\n'), [
      'could not be read: 4',
      `  ${root}/dangling: a link that leads nowhere`,
      `  ${root}/fifo: no regular file, but a fifo`,
      `  ${root}/round: too many symbolic links encountered`,
      `  ${root}/socket: no regular file, but a socket`,
    ]);
    assert.equal(code, 0);
  });

  test('a link to a folder is followed when it is DIR itself', async () => {
    const root = tree('linked', { file: 'f' });
    symlinkSync('linked', `${root} by a link`);
    const { stdout } = await digest('--list', `${root} by a link`);
    assert.equal(stdout, `${sha512('f')}  ${root} by a link/file\n`);
  });

  test('the exit code is 1 when there was something, and nothing could be read', async () => {
    const root = tree('hopeless', {});
    symlinkSync('nowhere', join(root, 'dangling'));
    assert.equal((await digest('--list', root)).code, 1);
    assert.equal((await digest('--list', tree('empty', {}))).code, 0);
  });

  test('without --list there is a table of both ways, and how they compare', async () => {
    const { code, stdout } = await digest(tree('table', { a: 'a', b: 'b' }), '--workers', '2');
    assert.match(stdout, /^ +files +bytes +seconds +MB\/s\n/);
    assert.match(stdout, /\na pool of 2 threads +2 +2 /);
    assert.match(stdout, /\nin turn, one thread +2 +2 /);
    assert.match(stdout, /\nThe pool was \d+\.\d\d times as fast\. /);
    assert.equal(code, 0);
  });

  test('--no-compare leaves out the second way', async () => {
    const { stdout } = await digest('--no-compare', tree('single', { a: 'a' }));
    assert.doesNotMatch(stdout, /in turn|as fast/);
  });

  test('a mistake on the command line is one line, and exit code 1', async () => {
    const faults: [string[], RegExp][] = [
      [['no such place'], /^digest: no such place: no such file or directory\n$/],
      [['--workers', '0'], /^digest: --workers must be a whole number from 1 to 256, not 0\n$/],
      [['--workers', ''], /^digest: --workers must be .*, not nothing\n$/],
      [['--workers', '0x2'], /^digest: --workers must be .*, not 0x2\n$/],
      [['--workers', '-1'], /^digest: Option '--workers' argument is ambiguous; see --help\n$/],
      [['--fast'], /^digest: Unknown option '--fast'; see --help\n$/],
      [['a', 'b'], /^digest: one DIR at a time, not 2\n$/],
    ];
    for (const [args, line] of faults) {
      const { code, stdout, stderr } = await digest(...args);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, line);
    }
  });

  test('a DIR that is a link to a file is that file', async () => {
    const root = tree('leading', { file: 'text' });
    const link = join(root, 'link');
    symlinkSync('file', link);
    const { code, stdout } = await digest('--list', link);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: `${sha512('text')}  ${latin1(link)}\n` });
  });

  test('--help tells the options', async () => {
    const { code, stdout } = await digest('--help');
    assert.match(stdout, /^Usage: [^]*--list[^]*--no-compare[^]*--workers[^]*Exit codes/);
    assert.equal(code, 0);
  });

  test('it ends quietly when nobody reads the list any more', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const command = `"$1" --conditions=offshoot-source src/cli/main.ts run "$2" --list src | head -n 1`;
    const args = ['-c', command, 'sh', process.execPath, example];
    const { stdout, stderr } = spawnSync('sh', args, { cwd: root, encoding: 'latin1' });
    assert.match(stdout, /^[0-9a-f]{128} {2}src\/.*\n$/);
    assert.doesNotMatch(stderr, /Error/);
  });

  test('Ctrl-C in the middle of a huge file ends it with one line', async () => {
    const root = tree('huge', { first: 'f' });
    const huge = join(root, 'huge');
    writeFileSync(huge, '');
    truncateSync(huge, 64 * gigabyte);
    const command = start('--no-compare', root);
    await command.printed('%');
    command.signal('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    assert.deepEqual({ code, stdout }, { code: 130, stdout: '' });
    assert.match(stderr, /%.*\noffshoot: stopped by SIGINT\n$/);
  });

  test('a file that vanishes under way is named, and the rest goes on', async () => {
    const text = 'x'.repeat(10_000);
    const root = tree('vanishing', { 'file 0': text, 'file 1': text, 'file 2': text });
    const paths = ['file 0', 'file 1', 'file 2'].map((name) => join(root, name));
    rmSync(paths[1]!);
    const counter = new BigInt64Array(new SharedArrayBuffer(8));
    assert.deepEqual(await run(() => digestFiles(paths, counter)), [
      { path: paths[0], bytes: 10_000, sha512: sha512(text) },
      { path: paths[1], reason: 'no such file or directory' },
      { path: paths[2], bytes: 10_000, sha512: sha512(text) },
    ]);
    assert.equal(counter[0], 20_000n);
  });
});

async function listenAt(path: string): Promise<Server> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(path, resolve);
  await promise;
  return server;
}

describe('the progress of the digest', () => {
  const work = (done: number, total: number): Work => {
    return { title: 'a pool', total, done: () => done, quiet: false };
  };

  test('it shows as much as there is room for', () => {
    const lines = [10, 40, 60].map((columns) => barOf(work(250_000, 1_000_000), 500, columns));
    assert.deepEqual(lines, [
      ' 25 % o',
      'a pool:  25 % of 1.0 MB, 500.0 kB/s',
      'a pool:  25 % of 1.0 MB, 500.0 kB/s █████░░░░░░░░░░░░░░░░',
    ]);
  });

  test('it never fills the line of a terminal, whatever the figures', () => {
    const figures = [work(0, 0), work(1, 1e15), work(1e15, 1e15), work(2e15, 1e15)];
    const tooWide = figures.flatMap((each) =>
      Array.from({ length: 200 }, (_, columns) => columns).filter(
        (columns) => barOf(each, 1, columns).length > Math.max(0, columns - 3),
      ),
    );
    assert.deepEqual(tooWide, []);
  });
});

test('the example is what npm start runs', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: { start: string } };
  assert.match(scripts.start, /src\/cli\/main\.ts run examples\/digest\/main\.ts$/);
});
