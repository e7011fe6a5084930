// The recipes of the guide: its programs, built and run by its commands, on each Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { commandOf, majors, Project } from './project.ts';

const page = 'docs/guide/10-bundlers-and-loaders.md';
const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');

interface Recipe {
  line: number;
  commands: string[][];
  prints: string;
  /** Files that are written for it alone. */
  files: [name: string, text: string][];
}

/** The modules of the page, and its recipes: `sh` blocks, each with what it prints. */
function readPage(): { modules: Recipe['files']; recipes: Recipe[] } {
  const modules: Recipe['files'] = [];
  const recipes: Recipe[] = [];
  let files: Recipe['files'] = [];
  for (const match of text.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)) {
    const [, language, info = '', body = ''] = match;
    const file = /\bfile=(\S+)/.exec(info)?.[1];
    if (language === 'ts' && file !== undefined) modules.push([file, body]);
    else if (language === 'js' && file !== undefined) files.push([file, body]);
    else if (language === 'text') recipes.at(-1)!.prints = body.trimEnd();
    else if (language === 'sh') {
      const line = text.slice(0, match.index).split('\n').length;
      const commands = body.trim().split('\n');
      recipes.push({ line, commands: commands.map((one) => one.split(' ')), prints: '', files });
      files = [];
    }
  }
  return { modules, recipes };
}

const { modules, recipes } = readPage();
const project = Project.named('bündel &');

before(async () => {
  await project.install();
  for (const [name, body] of modules) project.write(name, body);
});
after(() => project.remove());

/** Runs a line of a recipe: what builds once, what runs the program on each Node. */
async function perform([command, ...args]: string[]): Promise<string[]> {
  if (command === 'node') return project.onEachNode(...args);
  assert.equal(command, 'npx');
  const [name, ...rest] = args;
  if (name === 'tsx') return project.onEachNode(commandOf('tsx'), ...rest);
  return [await project.tool(name!, ...rest)];
}

describe('the recipes of the guide', () => {
  test('there is one for each tool, and for each way of bundling', () => {
    assert.deepEqual(
      recipes.map(({ commands }) => commands[0]![1]),
      ['tsx', 'esbuild', 'esbuild', 'vite', 'vite', 'rolldown', 'rolldown'],
    );
  });

  for (const { line, commands, prints, files } of recipes) {
    test(`${page}:${line} ${commands[0]!.join(' ')}`, async () => {
      project.remove('dist');
      for (const [name, body] of files) project.write(name, body);
      let printed: string[] = [];
      for (const command of commands) printed = await perform(command);
      assert.deepEqual(
        printed,
        majors.map(() => prints),
      );
      for (const [name] of files) project.remove(name);
    });
  }
});
