// Who may import whom. Changing a table here is a decision: docs/decisions says why.
import { dirname, join } from 'node:path/posix';
import ts from '@typescript/typescript6';
import { parse, place, walk, type Files } from './source.ts';

const ground = ['kernel', 'sync', 'channel'];
const belowWire = [...ground, 'flow', 'actor', 'io'];
const belowTop = [...belowWire, 'wire', 'place', 'cluster'];

/** Each room, and the rooms that it may import. The front door has no name. */
const rooms: Record<string, readonly string[]> = {
  kernel: [],
  sync: ['kernel'],
  channel: ['kernel'],
  flow: ground,
  actor: ground,
  io: [...ground, 'flow', 'actor'],
  wire: belowWire,
  place: [...belowWire, 'wire'],
  cluster: [...belowWire, 'wire', 'place'],
  bridge: belowTop,
  inspect: belowTop,
  testing: [...ground, 'wire'],
  cli: [...belowTop, 'bridge', 'inspect', 'testing'],
  '': ground,
};

/** The rooms that run unchanged in a browser. */
export const groundRooms: readonly string[] = [...ground, 'flow', 'actor'];

/** What a room may import from npm. */
const packages: Record<string, readonly string[]> = { wire: ['msgpackr/pack'] };

/** `kernel` of `src/kernel/task.ts`; the empty name for a file that stands in `src` itself. */
export function roomOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? parts[1]! : '';
}

type Import = { node: ts.Node; specifier: string; atRunTime: boolean };

function importsOf(path: string, source: string): Import[] {
  const found: Import[] = [];
  walk(parse(path, source), (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ node, specifier: specifier.text, atRunTime: !isTypeOnly(node) });
    }
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return dynamic ? node.arguments[0] : undefined;
}

// `import { type A } from './a.ts'` still loads './a.ts': only `import type` does not.
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isImportDeclaration(node)) {
    return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  }
  return ts.isExportDeclaration(node) && node.isTypeOnly;
}

/** Every import that the tables forbid, as a sentence. */
export function importFaults(files: Files): string[] {
  const faults: string[] = [];
  for (const [path, source] of files) {
    for (const found of importsOf(path, source)) {
      const fault = found.specifier.startsWith('.')
        ? roomFault(path, found.specifier)
        : packageFault(roomOf(path), found.specifier);
      if (fault) faults.push(`${place(found.node)} ${fault}`);
    }
  }
  return [...faults, ...cycleFaults(files)];
}

function roomFault(path: string, specifier: string): string | undefined {
  const from = roomOf(path);
  const target = join(dirname(path), specifier);
  const to = roomOf(target);
  const allowed = rooms[from];
  if (allowed === undefined) return `stands in "${from}", which is no room of the table`;
  if (!target.startsWith('src/')) return `imports ${target}: src imports nothing outside src`;
  if (to === from) return undefined;
  if (!allowed.includes(to)) {
    return `imports ${to || 'the front door'}: ${from || 'the front door'} may import ${allowed.join(', ') || 'no room'}`;
  }
  if (target !== `src/${to}/index.ts`)
    return `imports ${target}: a room is imported by its index.ts`;
  return undefined;
}

function packageFault(room: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    const ours = room === '' || groundRooms.includes(room);
    return ours ? `imports ${specifier}: ${room} runs in browsers, too` : undefined;
  }
  if (packages[room]?.includes(specifier)) return undefined;
  return `imports the package ${specifier}, which ${room || 'the front door'} may not`;
}

/** Circles among the files, by what is loaded at run time. Types may go round inside a room. */
function cycleFaults(files: Files): string[] {
  const faults: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      faults.push(`${[...trail.slice(trail.indexOf(path)), path].join(' → ')} is a circle`);
      return;
    }
    if (done.has(path)) return;
    for (const next of loadedBy(path, files)) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return faults;
}

function loadedBy(path: string, files: Files): string[] {
  const source = files.get(path);
  if (source === undefined) return [];
  return importsOf(path, source)
    .filter((found) => found.atRunTime && found.specifier.startsWith('.'))
    .map((found) => join(dirname(path), found.specifier));
}
