// npm run memory: what becomes of a place of 64 MB whose memory is filled, a thread and a process, in
// each of five ways; as its caller sees it. Tests hold each of them (test/place/memory.test.ts).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../test/programs/place-memory.ts', import.meta.url));
const ways = ['objects', 'map', 'array', 'strings', 'buffers'];

for (const kind of ['thread', 'process']) {
  for (const way of ways) {
    const { status, signal, stdout } = spawnSync(
      process.execPath,
      ['--conditions=offshoot-source', program, kind, way],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const said = stdout.trim() || `the whole program ended: ${signal ?? `exit code ${status}`}`;
    console.log(`${kind.padEnd(8)} ${way.padEnd(8)} ${said}`);
  }
}
