// npm run fuzz -- [PROGRAMS [FIRST-SEED]]: many random programs (test/kernel/random-programs.test.ts),
// as many of calls to simulated workers (test/place/simulated/calls.test.ts), and as many damaged bytes
// for the codec (test/wire/codec/bytes.test.ts).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [programs = '20000', seed = process.env.SEED ?? '1'] = process.argv.slice(2);
const script = fileURLToPath(new URL('test.ts', import.meta.url));
const tests = [
  'test/kernel/random-programs.test.ts',
  'test/place/simulated/calls.test.ts',
  'test/wire/codec/bytes.test.ts',
];
const { status } = spawnSync(process.execPath, [script, '--patient', ...tests], {
  env: { ...process.env, PROGRAMS: programs, SEED: seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
