// What every file keeps to: lengths, leftovers, and the things that only one file may touch.
import ts from '@typescript/typescript6';
import { groundRooms, roomOf } from './imports.ts';
import { parse, place, walk, type Files } from './source.ts';

const longestFunction = 70;
const longestFile = 400;

// Not written out, so that this file keeps to its own rule.
const forLater = new RegExp(`\\b(FIX${'ME'}|XX${'X'}|HA${'CK'})\\b`);

/** Time, chance and the console reach the code through these files alone. */
const gates: { what: RegExp; files: string[]; why: string; everywhere: boolean }[] = [
  {
    what: /^(globalThis\.)?(setTimeout|setInterval|setImmediate|Date\.now|performance\.now)$/,
    files: ['src/kernel/clock.ts', 'src/kernel/host.ts'],
    why: 'time comes from src/kernel/clock.ts',
    everywhere: false,
  },
  {
    what: /^(globalThis\.)?(Math\.random|crypto\.getRandomValues|crypto\.randomUUID)$/,
    files: ['src/kernel/random.ts'],
    why: 'chance comes from the seeded src/kernel/random.ts',
    everywhere: false,
  },
  {
    what: /^(globalThis\.)?console\.\w+$/,
    files: ['src/kernel/report.ts', 'src/flow/printer.ts'],
    why: 'reports go through src/kernel/report.ts',
    everywhere: true,
  },
];

/** Every breach of the rules in the files of src and test, as a sentence. */
export function tidyFaults(files: Files): string[] {
  const faults: string[] = [];
  for (const [path, source] of files) {
    const lines = source.split('\n').length - 1;
    if (lines > longestFile) faults.push(`${path} has ${lines} lines, ${longestFile} is the limit`);
    faults.push(...leftovers(path, source));
    walk(parse(path, source), (node) => {
      const fault = path.startsWith('src/') ? sourceFault(path, node) : testFault(node);
      if (fault) faults.push(`${place(node)} ${fault}`);
    });
  }
  return faults;
}

function leftovers(path: string, source: string): string[] {
  return source.split('\n').flatMap((line, index) => {
    const mark = forLater.exec(line);
    return mark ? [`${path}:${index + 1} ${mark[0]}: do it, or file an issue`] : [];
  });
}

function sourceFault(path: string, node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword && !isExplained(node)) {
    return '`any`: say `unknown` or the type, or why not in a comment `// any: ...` above';
  }
  return lengthFault(node) ?? gateFault(path, node);
}

function isExplained(node: ts.Node): boolean {
  const file = node.getSourceFile();
  const lines = file.text.split('\n');
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return [lines[line], lines[line - 1]].some((text) => text?.includes('// any: '));
}

function lengthFault(node: ts.Node): string | undefined {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return undefined;
  const file = node.getSourceFile();
  const first = file.getLineAndCharacterOfPosition(node.getStart()).line;
  const lines = file.getLineAndCharacterOfPosition(node.end).line - first + 1;
  const name = node.name?.getText() ?? 'a function';
  if (lines <= longestFunction) return undefined;
  return `${name} has ${lines} lines, ${longestFunction} is the limit`;
}

function gateFault(path: string, node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  // `x.setTimeout` is another thing; the whole of `globalThis.setTimeout` is seen by itself.
  const parent = node.parent;
  if (ts.isIdentifier(node) && ts.isPropertyAccessExpression(parent) && parent.name === node)
    return;
  if (roomOf(path) === 'cli') return undefined;
  const inGround = groundRooms.includes(roomOf(path));
  const gate = gates.find(({ what, everywhere }) => {
    return (everywhere || inGround) && what.test(node.getText());
  });
  return gate && !gate.files.includes(path) ? `${node.getText()}: ${gate.why}` : undefined;
}

function testFault(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const call = /^(test|it|describe|suite|t|context)\.(only|skip|todo)$/.exec(node.getText());
    return call ? `.${call[2]}: a test runs, or it goes` : undefined;
  }
  if (!ts.isPropertyAssignment(node) || !isTestCall(node.parent.parent)) return undefined;
  const option = /^(only|skip|todo)$/.exec(node.name.getText());
  return option ? `${option[0]}: a test runs, or it goes` : undefined;
}

function isTestCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^(test|it|describe|suite)$/.test(node.expression.getText());
}
