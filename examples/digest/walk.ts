// Walks a directory tree as far as somebody takes what it finds: in the order of the paths' bytes, as
// `find DIR -type f | LC_ALL=C sort` has it, with no list of the tree in memory.
//
// Links are not followed, except DIR itself: what they lead to is in the tree already, or not of it.
// A link that leads nowhere is named among the failures.

import { type Dirent, lstatSync, type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type Coroutine, type Sender, until } from 'offshoot';
import { bytesOf, type Failure, noRegularFile, reasonOf, UnreadableError } from './files.ts';

/** A regular file, and its size when it was found. */
export interface Found {
  path: string;
  bytes: number;
}

/** Sends every regular file, then closes the channel. What it cannot read it tells `refuse`. */
export function* walk(
  root: string,
  files: Sender<Found>,
  refuse: (failure: Failure) => void,
): Coroutine<void> {
  // What is still to be looked at, the next one last. The path of a folder ends with a slash.
  const ahead = [isFolder(root) ? asFolder(root) : root];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    try {
      if (path.endsWith('/')) {
        const inside = yield* entries(path);
        for (const entry of inside.reverse()) ahead.push(path + entry);
      } else {
        const stats = path === root ? statSync(bytesOf(path)) : lstatSync(bytesOf(path));
        if (isToBeRead(path, stats)) yield* files.send({ path, bytes: stats.size });
      }
    } catch (error) {
      refuse({ path, reason: reasonOf(error) });
    }
  }
  files.close();
}

/** A link to a folder is one, too; what is not there any more is none. */
function isFolder(path: string): boolean {
  return statSync(bytesOf(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function asFolder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** What is in a folder, sorted. With its slash a folder sorts to where its files belong. */
function* entries(folder: string): Coroutine<string[]> {
  const options = { withFileTypes: true, encoding: 'latin1' } as const;
  const found: Dirent[] = yield* until(readdir(bytesOf(folder), options));
  return found.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

function isToBeRead(path: string, stats: Stats): boolean {
  if (stats.isFile()) return true;
  if (!stats.isSymbolicLink()) throw noRegularFile(stats);
  const target = statSync(bytesOf(path), { throwIfNoEntry: false });
  if (target === undefined) throw new UnreadableError('a link that leads nowhere');
  return false;
}
