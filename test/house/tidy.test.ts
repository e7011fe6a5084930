import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFiles } from './source.ts';
import { tidyFaults } from './tidy.ts';

test('every file of src and test keeps to the rules', () => {
  assert.deepEqual(tidyFaults(readFiles(['src', 'test'])), []);
});

function faultsOf(path: string, source: string): string[] {
  return tidyFaults(new Map([[path, source]]));
}

test('a function of more than 70 lines is found, a method and an arrow too', () => {
  const lines = (count: number) => 'x;\n'.repeat(count);
  assert.deepEqual(faultsOf('src/kernel/a.ts', `function long() {\n${lines(69)}}`), [
    'src/kernel/a.ts:1 long has 71 lines, 70 is the limit',
  ]);
  assert.deepEqual(faultsOf('src/kernel/a.ts', `class A {\n#m() {\n${lines(69)}} }`), [
    'src/kernel/a.ts:2 #m has 71 lines, 70 is the limit',
  ]);
  assert.deepEqual(faultsOf('src/kernel/a.ts', `const a = () => {\n${lines(68)}};`), []);
});

test('a file of more than 400 lines is found', () => {
  assert.deepEqual(faultsOf('test/kernel/a.test.ts', 'x;\n'.repeat(401)), [
    'test/kernel/a.test.ts has 401 lines, 400 is the limit',
  ]);
});

test('what was left for later is found', () => {
  const mark = ['FIX', 'ME'].join('');
  assert.deepEqual(faultsOf('test/a.ts', `\n// ${mark} soon`), [
    `test/a.ts:2 ${mark}: do it, or file an issue`,
  ]);
});

test('a test that does not run is found', () => {
  const only = `test.${'only'}('a', () => {}); test('b', { ${'skip'}: true }, () => {});`;
  assert.deepEqual(faultsOf('test/a.test.ts', only), [
    'test/a.test.ts:1 .only: a test runs, or it goes',
    'test/a.test.ts:1 skip: a test runs, or it goes',
  ]);
});

test('time, chance and the console are found outside their files', () => {
  assert.deepEqual(faultsOf('src/kernel/a.ts', 'setTimeout(f); const now = Date.now;'), [
    'src/kernel/a.ts:1 setTimeout: time comes from src/kernel/clock.ts',
    'src/kernel/a.ts:1 Date.now: time comes from src/kernel/clock.ts',
  ]);
  assert.deepEqual(faultsOf('src/channel/a.ts', 'globalThis.performance.now(); Math.random();'), [
    'src/channel/a.ts:1 globalThis.performance.now: time comes from src/kernel/clock.ts',
    'src/channel/a.ts:1 Math.random: chance comes from the seeded src/kernel/random.ts',
  ]);
  assert.deepEqual(faultsOf('src/place/a.ts', 'console.log(1); host.setTimeout(f);'), [
    'src/place/a.ts:1 console.log: reports go through src/kernel/report.ts',
  ]);
  assert.deepEqual(faultsOf('src/kernel/clock.ts', 'setTimeout(f)'), []);
  assert.deepEqual(faultsOf('src/cli/main.ts', 'console.log(1)'), []);
});

test('the type any is found, unless a comment says why', () => {
  assert.deepEqual(faultsOf('src/place/a.ts', 'let a: any[];'), [
    'src/place/a.ts:1 `any`: say `unknown` or the type, or why not in a comment `// any: ...` above',
  ]);
  assert.deepEqual(faultsOf('src/place/a.ts', '// any: emitters differ\nlet a: any[];'), []);
});
