// npm run fuzz -- [PROGRAMS [FIRST-SEED]]: many random programs (test/kernel/random-programs.test.ts).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [programs = '20000', seed = process.env.SEED ?? '1'] = process.argv.slice(2);
const script = fileURLToPath(new URL('test.ts', import.meta.url));
const test = 'test/kernel/random-programs.test.ts';
const { status } = spawnSync(process.execPath, [script, '--patient', test], {
  env: { ...process.env, PROGRAMS: programs, SEED: seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
