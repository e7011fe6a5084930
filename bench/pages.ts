// Pages whose prose is written by hand, and whose figures stand between markers:
//
//   <!-- bench:skynet -->
//   (figures)
//   <!-- /bench:skynet -->
import { readFileSync, writeFileSync } from 'node:fs';

/** Puts the text of each name between its markers; a page that has no such place is an error. */
export function fillPage(page: URL, texts: Map<string, string>): void {
  const before = readFileSync(page, 'utf8');
  writeFileSync(page, filled(before, texts, page.pathname));
}

/** The page with the texts in their places. */
export function filled(page: string, texts: Map<string, string>, name: string): string {
  for (const [place, text] of texts) {
    const [open, close] = [`<!-- bench:${place} -->`, `<!-- /bench:${place} -->`];
    const [from, to] = [page.indexOf(open), page.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`${name} has no place ${open} ... ${close}`);
    page = `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`;
  }
  return page;
}
