// npm run build [-- --out=FOLDER]: compiles src to dist or another folder, from nothing.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile } from './compile.ts';
import { merge } from './merge.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
compile(values.out);
await merge(values.out);
