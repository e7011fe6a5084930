import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';
import { readFiles, root, type Files } from './source.ts';

/** The anchors that headings of a page give, as GitHub forms them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.matchAll(/^#{1,6} +(.+)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutCode(text: string): string {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/^ *```.*?^ *```/gms, blank).replaceAll(/`[^`\n]*`/g, blank);
}

/** The relative links of the pages that lead nowhere, as sentences. */
function deadLinks(pages: Files, exists: (path: string) => boolean): string[] {
  const faults: string[] = [];
  for (const [page, text] of pages) {
    for (const match of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      const [target = '', anchor] = match[1]!.split('#');
      if (/^\w+:/.test(target)) continue;
      const path = target === '' ? page : join(dirname(page), target);
      const line = text.slice(0, match.index).split('\n').length;
      if (!exists(path)) faults.push(`${page}:${line} leads to ${path}, which is not there`);
      else if (anchor && pages.has(path) && !anchorsOf(pages.get(path)!).has(anchor)) {
        faults.push(`${page}:${line} leads to #${anchor}, which is no heading of ${path}`);
      }
    }
  }
  return faults;
}

test('every relative link of a page leads somewhere', () => {
  const pages = readFiles(['docs', 'examples', 'bench', 'README.md', 'ARCHITECTURE.md'], '.md');
  assert.deepEqual(
    deadLinks(pages, (path) => existsSync(join(root, path))),
    [],
  );
});

test('a link to a page or a heading that is not there is found, one in code is not', () => {
  const pages = new Map([
    ['docs/a.md', 'see [b](b.md#two-words) and [c](../c.md)\nand `[d](d.md)` [e](https://e.org)'],
    ['docs/b.md', '# Two, words\n[up](#none)'],
  ]);
  assert.deepEqual(
    deadLinks(pages, (path) => pages.has(path)),
    [
      'docs/a.md:1 leads to c.md, which is not there',
      'docs/b.md:2 leads to #none, which is no heading of docs/b.md',
    ],
  );
});
