// The code as the house rules see it: a map of paths to sources, so that a test can plant faults.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from '@typescript/typescript6';

/** Paths from the root of the repository, with `/`, and what stands in the files. */
export type Files = Map<string, string>;

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** The files below the paths whose names end as given; a path that is not there has none. */
export function readFiles(paths: string[], ending = '.ts'): Files {
  const files: Files = new Map();
  for (const start of paths) {
    for (const path of listFiles(start)) {
      if (path.endsWith(ending)) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return files;
}

function listFiles(folder: string): string[] {
  try {
    if (statSync(join(root, folder)).isFile()) return [folder];
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
      .filter((path) => !path.includes('node_modules/'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function parse(path: string, source: string): ts.SourceFile {
  return ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
}

/** Calls `see` with every node of the tree, parents first. */
export function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

/** `src/kernel/task.ts:12`, for the message about a fault. */
export function place(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${file.fileName}:${line + 1}`;
}
