// A small web site for the browser tests: the package as it is built, module by module behind an
// import map, and the same bundled and minified; pages of both kinds that load the same programs.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from '@typescript/typescript6';
import { type Plugin, rollup } from 'rollup';
import { minify } from 'terser';
import { scripts } from '../../scripts/api.ts';
import { root } from '../house/source.ts';

const pageFolder = join(root, 'test/browser/page');
const inNode = ['offshoot/place'];

/** Where a browser gets it, and what a test may ask about it. */
export interface Site {
  readonly url: string;
  /** How many requests for /never wait for an answer. */
  waiting(): number;
  close(): Promise<void>;
}

/** A page's program without its types. */
function javascriptOf(source: string): string {
  const { ESNext } = ts.ModuleKind;
  const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ESNext };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** The subpaths that browsers can load: name to path in the built package. */
function modules(): [name: string, path: string][] {
  return [...scripts()].filter(([name]) => !inNode.includes(name));
}

/** Our own names for a bundler, and TypeScript in pages without its types. */
function ours(dist: string): Plugin {
  const built = new Map(modules());
  return {
    name: 'offshoot',
    resolveId: (id) => (built.has(id) ? join(dist, built.get(id)!) : null),
    transform: (code, id) => (id.endsWith('.ts') ? { code: javascriptOf(code) } : null),
  };
}

async function bundled(dist: string): Promise<string> {
  const bundle = await rollup({ input: join(pageFolder, 'main.ts'), plugins: [ours(dist)] });
  const { output } = await bundle.generate({ format: 'es' });
  // As the guide says: the names of functions are the names of tasks.
  const { code } = await minify(output[0].code, { module: true, keep_fnames: true });
  return code!;
}

function page(script: string): string {
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  return html.replace('<!--script-->', script);
}

function modulePage(): string {
  const imports = Object.fromEntries(modules().map(([name, path]) => [name, `/offshoot/${path}`]));
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  return page(`${map}\n<script type="module" src="/page/main.ts"></script>`);
}

/** Builds the package into a folder of its own, and serves it on a free port of this machine. */
export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'offshoot-browser-'));
  const dist = join(folder, 'offshoot');
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.ts'), `--out=${dist}`]);
  writeFileSync(join(folder, 'bundle.js'), await bundled(dist));
  const unanswered = new Set<ServerResponse>();
  const server = createServer((request, response) => answer(request, response, folder, unanswered));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting: () => unanswered.size,
    close: async () => {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
      rmSync(folder, { recursive: true });
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  unanswered: Set<ServerResponse>,
): void {
  const path = request.url!;
  if (path === '/never') {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    return;
  }
  const [type, text] = find(path, folder) ?? ['text/plain', undefined];
  const headers = { 'content-type': type, 'cache-control': 'max-age=600' };
  response.writeHead(text === undefined ? 404 : 200, headers);
  response.end(text ?? `${path} is not here`);
}

function find(path: string, folder: string): [type: string, text: string] | undefined {
  if (path === '/modules') return ['text/html', modulePage()];
  if (path === '/bundled')
    return ['text/html', page('<script type="module" src="/bundle.js"></script>')];
  const file = path.startsWith('/page/') ? join(pageFolder, path.slice(5)) : join(folder, path);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return ['text/javascript', file.endsWith('.ts') ? javascriptOf(text) : text];
}
