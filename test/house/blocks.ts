// The code blocks of the documentation, made into programs that test themselves.
//
// A block keeps its lines: line 5 of the program is line 5 of the block, so that what fails can be
// named by page and line. docs/decisions/0004-documentation-that-runs.md has the conventions.
import ts from '@typescript/typescript6';
import { parse, walk, type Files } from './source.ts';

export type Block = {
  page: string;
  /** The line of the page on which the code begins, from 1. */
  line: number;
  code: string;
  /** Type-checked, not run. */
  noRun: boolean;
  /** The module under which other blocks of the page import this one; it is not run by itself. */
  file: string | undefined;
  /** What it must print, if the page says so. */
  prints: string | undefined;
};

/** The ```ts blocks of a Markdown page, each with the ```text block that follows it directly. */
export function blocksOfPage(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  const fence = /^( *)```(\w+)([^\n]*)\n(.*?)^\1```/gms;
  let endOfLast = -1;
  for (const match of text.matchAll(fence)) {
    const [whole, indent = '', language, info = '', body = ''] = match;
    const code = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const last = blocks.at(-1);
    if (language === 'text' && last && text.slice(endOfLast, match.index).trim() === '') {
      last.prints = code;
    }
    if (language === 'ts') {
      const line = text.slice(0, match.index).split('\n').length + 1;
      blocks.push({ page, line, code, prints: undefined, ...readInfo(info) });
      endOfLast = match.index + whole.length;
    }
  }
  return blocks;
}

function readInfo(info: string): Pick<Block, 'noRun' | 'file'> {
  return { noRun: /\bno-run\b/.test(info), file: /\bfile=(\S+)/.exec(info)?.[1] };
}

/** The code after each `@example` of a source file's doc comments. */
export function blocksOfSource(page: string, source: string): Block[] {
  const blocks: Block[] = [];
  for (const comment of source.matchAll(/\/\*\*.*?\*\//gs)) {
    const lines = comment[0].replace(/\s*\*\/$/, '').split('\n');
    const firstLine = source.slice(0, comment.index).split('\n').length;
    const plain = lines.map((line) => line.replace(/^\s*\/?\*+ ?/, ''));
    plain.forEach((line, index) => {
      if (line.trim() === '@example') blocks.push(exampleAt(page, plain, index + 1, firstLine));
    });
  }
  return blocks;
}

function exampleAt(page: string, lines: string[], from: number, firstLine: number): Block {
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => /^@\w/.test(line));
  const example = end < 0 ? rest : rest.slice(0, end);
  const code = `${example.join('\n')}\n`;
  const [fenced] = blocksOfPage(page, code);
  const line = firstLine + from;
  if (fenced) return { ...fenced, line: line + fenced.line - 1 };
  return { page, line, code, noRun: false, file: undefined, prints: undefined };
}

/** Every block of the pages and the sources. */
export function blocksOf(files: Files): Block[] {
  return [...files].flatMap(([page, text]) =>
    page.endsWith('.md') ? blocksOfPage(page, text) : blocksOfSource(page, text),
  );
}

/** The block as a program: `expr // => value` compares, `const x = expr // => value` compares x. */
export function programOf(block: Block): string {
  const file = parse('block.ts', block.code);
  const edits: { from: number; to: number; text: string }[] = [];
  walk(file, (node) => {
    const expected = expectedAfter(node, block.code);
    if (expected === undefined) return;
    const line = block.line + file.getLineAndCharacterOfPosition(node.end).line;
    const check = (text: string) => `;$same(${text}, (${expected}), '${block.page}:${line}');`;
    if (ts.isExpressionStatement(node)) {
      edits.push({ from: node.getStart(), to: node.end, text: check(node.expression.getText()) });
    } else if (ts.isVariableStatement(node)) {
      const name = node.declarationList.declarations.at(-1)!.name.getText();
      edits.push({ from: node.end, to: node.end, text: check(name) });
    }
  });
  let code = block.code;
  for (const { from, to, text } of edits.sort((a, b) => b.from - a.from)) {
    code = code.slice(0, from) + text + code.slice(to);
  }
  // On the block's own first line, so that no line moves.
  return `import { same as $same } from '../../../test/house/same.ts'; void $same; ${code}`;
}

function expectedAfter(node: ts.Node, code: string): string | undefined {
  if (!ts.isExpressionStatement(node) && !ts.isVariableStatement(node)) return undefined;
  return /^[ \t]*\/\/ => (.+)/.exec(code.slice(node.end))?.[1]?.trim();
}
