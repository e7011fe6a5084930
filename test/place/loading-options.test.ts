import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMerged } from '../../src/place/bundle.ts';
import { entryFrom } from '../../src/place/home.ts';
import { environment, loadingFlags } from '../../src/place/carrier/loading.ts';
import { here, portable } from 'offshoot/place';

test('of the options of Node a place keeps those that say how modules are found and loaded', () => {
  const argv = [
    '--max-old-space-size=100',
    ...['--conditions', 'one', '-C=two', '--conditions=three'],
    ...['--require', './a.cjs', '-r', 'b', '--import=c', '--import', 'file:///C:/d.mjs'],
    ...['--loader', 'e', '--experimental-loader=f'],
    ...['--experimental-transform-types', '--no-strip-types', '--preserve-symlinks'],
    ...['--enable-source-maps', '--input-type=module', '--trace-warnings'],
  ];
  assert.deepEqual(loadingFlags(argv), argv.slice(1, -3));
});

test('a value behind an equals sign takes none behind a space', () => {
  assert.deepEqual(loadingFlags(['--import=a', 'b', '-C', 'c', 'd']), ['--import=a', '-C', 'c']);
});

test('a place with an environment of its own keeps NODE_OPTIONS, unless it is given', () => {
  const before = process.env.NODE_OPTIONS;
  try {
    process.env.NODE_OPTIONS = '--require=a';
    const own = { A: '1', NODE_OPTIONS: '' };
    assert.deepEqual(
      [environment({ A: '1' }), environment(own)],
      [{ A: '1', NODE_OPTIONS: '--require=a' }, own],
    );
    delete process.env.NODE_OPTIONS;
    assert.deepEqual(environment({ A: '1' }), { A: '1' });
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
});

const own = (file: string): string[] => [
  'file:///home/jane/app/node_modules/offshoot/dist/offshoot-place.js',
  'file:///C:/Users/Jane%20Doe/app/node_modules/offshoot/dist/offshoot-place.js',
  'file://server/share/app/node_modules/offshoot/dist/offshoot-place.js',
  `file:///C:/offshoot/src/place/${file}.ts`,
  'file:///C:/offshoot/dist/offshoot-place.js?v=1.2',
];

const chunks = [
  'file:///srv/app/dist/main.js',
  'file:///C:/Users/Jane%20Doe/app/dist/chunk-ABC.js',
  'file://server/share/app/dist/bundle.js',
  'file:///C:/app/dist/place/bundle.js',
];

test('our own files are told from a bundle, by URLs of any system', () => {
  assert.deepEqual(own('bundle').map(isMerged), [false, false, false, false, false]);
  assert.deepEqual([...chunks, undefined].map(isMerged), [true, true, true, true, true]);
});

test('as installed a worker begins in the file beside, whatever the system', () => {
  assert.deepEqual(
    own('home').map((url) => entryFrom(url, false).href),
    own('worker').map((url) => url.replace('-place.js', '-worker.js').replace('?v=1.2', '')),
  );
});

test('in a bundle a worker begins with code that imports the file', () => {
  for (const url of [...chunks, "file:///a/it's%20%22100%25%22/#main.js"]) {
    const { protocol, pathname } = entryFrom(url, true);
    assert.equal(protocol, 'data:');
    assert.ok(
      decodeURIComponent(pathname).includes(`all.asked = ${JSON.stringify(url)};`),
      pathname,
    );
  }
});

test('where a bundler has left no import.meta.url a worker cannot begin', () => {
  assert.throws(() => entryFrom(undefined, true), {
    code: 'OFFSHOOT_NOT_PORTABLE',
    message: /^a bundler has written Offshoot into CommonJS.*ES modules\.$/,
  });
});

for (const url of [
  'file:///C:/Users/Jane%20Doe/app/jobs.js',
  'file://server/share/app/jobs.js',
  'file:///a%2Fb/jobs.js',
  'webpack:///src/jobs.js',
  'https://example.org/jobs.js',
  '/src/jobs.js',
]) {
  test(`a function of ${url}, which is no file here, is refused when it is to go elsewhere`, () => {
    const away = portable({ url } as ImportMeta, () => {});
    assert.throws(
      () => here.call(away),
      ({ code, message }: NodeJS.ErrnoException) =>
        code === 'OFFSHOOT_NOT_PORTABLE' && message.includes(`stands in ${url}, which is no file`),
    );
  });
}
