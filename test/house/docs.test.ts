import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blocksOf, blocksOfPage, blocksOfSource, programOf, type Block } from './blocks.ts';
import { readFiles, root, type Files } from './source.ts';

// A folder for each process, so that two runs do not take each other's programs away.
const shelf = join(root, 'docs-run');
const folder = join(shelf, String(process.pid));
// Not tsconfig.json: the linter must see the blocks as part of this repository's project, whose
// settings lead our own name to src.
const settings = join(folder, 'tsconfig.docs.json');
const pages = (): Files =>
  new Map([...readFiles(['README.md', 'docs/guide'], '.md'), ...readFiles(['src'])]);

const slug = (page: string): string => page.replaceAll(/\W+/g, '-');
const programPath = (block: Block): string =>
  join(slug(block.page), block.file ?? `line-${block.line}.ts`);

/** Writes the blocks where our own name and the tests' helpers can be imported. */
function writePrograms(blocks: Block[]): void {
  removeForgotten();
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    include: ['.'],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(settings, JSON.stringify(config));
  for (const block of blocks) {
    mkdirSync(join(folder, slug(block.page)), { recursive: true });
    writeFileSync(join(folder, programPath(block)), programOf(block));
  }
}

/** Removes what processes left that were killed, and an own folder of the same number. */
function removeForgotten(): void {
  const pids = existsSync(shelf) ? readdirSync(shelf) : [];
  for (const pid of pids) {
    if (pid === String(process.pid) || !isAlive(Number(pid))) remove(join(shelf, pid));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

type Result = { code: number; stdout: string; stderr: string };

function runNode(...args: string[]): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const options = { cwd: root, timeout: 20_000 };
  execFile(process.execPath, args, options, (error, stdout, stderr) => {
    resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
  });
  return promise;
}

/** Names the page's lines instead of the program's. */
function withPageLines(text: string, blocks: Block[]): string {
  for (const block of blocks) {
    const path = programPath(block).replaceAll(/[.\\/]/g, String.raw`[\\/.]`);
    const position = new RegExp(`\\S*${path}[:(](\\d+)(?:,\\d+\\)|:\\d+)?`, 'g');
    text = text.replaceAll(position, (_, line) => `${block.page}:${block.line + Number(line) - 1}`);
  }
  return text;
}

/** The lines of a tool's output that hold the word, by the page's lines. */
function linesAbout(word: string, output: string): string[] {
  const lines = output.split('\n').filter((line) => line.includes(word));
  return lines.map((line) => withPageLines(line, blocks));
}

// A block that is not on any page and forgets a yield*: the linter must see that one.
const forgetful: Block = {
  page: 'forgetful',
  line: 1,
  code: "import { go, run, sleep } from 'offshoot';\nawait run(() => go(() => sleep(1)));\nsleep(1);\n",
  noRun: true,
  file: undefined,
  prints: undefined,
};

const blocks = [...blocksOf(pages()), forgetful];
writePrograms(blocks);
process.on('exit', () => remove(folder));

describe('the documentation', { concurrency: 2 }, () => {
  test('every code block compiles', async () => {
    const compiler = fileURLToPath(
      new URL('bin/tsc', import.meta.resolve('typescript/package.json')),
    );
    const { stdout } = await runNode(compiler, '-p', settings);
    assert.deepEqual(linesAbout('docs-run', stdout), []);
  });

  test('no code block forgets a yield*', async () => {
    const linter = join(root, 'node_modules/oxlint/bin/oxlint');
    // By name: it passes over folders that Git ignores.
    const paths = blocks.map((block) => join(folder, programPath(block)));
    const { stdout } = await runNode(linter, '--type-aware', '--format=unix', ...paths);
    assert.deepEqual(linesAbout('no-floating-promises', stdout), [
      'forgetful:3: Promises must be awaited, add await operator. [Error/typescript(no-floating-promises)]',
    ]);
  });

  for (const block of blocks.filter(({ noRun, file }) => !noRun && file === undefined)) {
    test(`${block.page}:${block.line} does what it says`, async () => {
      const path = join(folder, programPath(block));
      const { code, stdout, stderr } = await runNode('--conditions=offshoot-source', path);
      assert.equal(code, 0, withPageLines(stderr, blocks));
      if (block.prints !== undefined) assert.equal(stdout.trimEnd(), block.prints.trimEnd());
    });
  }
});

test('a page gives its blocks with their lines, words and output', () => {
  const page = [
    '# A page',
    '```ts no-run',
    'a();',
    '```',
    'Then a module, and what uses it:',
    '```ts file=b.ts',
    'export {};',
    '```',
    '```ts',
    'console.log(1);',
    '```',
    '',
    '```text',
    '1',
    '```',
  ].join('\n');
  const plain = { page: 'a.md', noRun: false, file: undefined, prints: undefined };
  assert.deepEqual(blocksOfPage('a.md', page), [
    { ...plain, line: 3, code: 'a();\n', noRun: true },
    { ...plain, line: 7, code: 'export {};\n', file: 'b.ts' },
    { ...plain, line: 10, code: 'console.log(1);\n', prints: '1\n' },
  ]);
});

test('a doc comment gives its examples, fenced or not', () => {
  const source = [
    '/**',
    ' * Adds.',
    ' *',
    ' * @example',
    ' * add(1, 2) // => 3',
    ' * @example',
    ' * ```ts',
    ' * add(2, 2);',
    ' * ```',
    ' */',
  ].join('\n');
  assert.deepEqual(
    blocksOfSource('a.ts', source).map(({ line, code }) => ({ line, code })),
    [
      { line: 5, code: 'add(1, 2) // => 3\n' },
      { line: 8, code: 'add(2, 2);\n' },
    ],
  );
});

test('a line that says what it gives becomes a comparison, and no line moves', () => {
  const code = 'const a = 1; // => 1\nfunction* f() {\n  yield* g(\n    a,\n  ) // => [a]\n}\n';
  const [first, ...rest] = programOf({
    page: 'a.md',
    line: 10,
    code,
    noRun: false,
    file: undefined,
    prints: undefined,
  }).split('\n');
  assert.match(first ?? '', /const a = 1;;\$same\(a, \(1\), 'a\.md:10'\); \/\/ => 1$/);
  assert.deepEqual(rest, [
    'function* f() {',
    '  ;$same(yield* g(',
    '    a,',
    "  ), ([a]), 'a.md:14'); // => [a]",
    '}',
    '',
  ]);
});
