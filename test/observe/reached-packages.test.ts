import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { reachedPackages } from '../../src/observe/reached-packages.ts';

const test = suite('the packages that code reaches');
let root: string;
test.before.each(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'labbook-packages-')));
});
test.after.each(() => rmSync(root, { recursive: true, force: true }));

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Installs a package at `node_modules/<path>` and gives its manifest's text. */
function install(path: string, manifest: Manifest = {}): string {
  const text = JSON.stringify({ name: path.split('node_modules/').at(-1), version: '1.0.0', ...manifest });
  const file = join(root, 'node_modules', path, 'package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return text;
}

/** Writes a lock file: path below node_modules → version and integrity. */
function lock(packages: Readonly<Record<string, readonly [string, string]>>): void {
  const entries = Object.entries(packages).map(([path, [version, integrity]]) => [
    `node_modules/${path}`,
    { version, integrity },
  ]);
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: Object.fromEntries(entries) }));
}

const identities = (...names: readonly string[]) => reachedPackages(root, names).identities;

test('are named with those that they need, by the integrity of the lock file', () => {
  install('a', { dependencies: { '@scope/b': '^1' } });
  install('@scope/b');
  install('unrelated');
  lock({ a: ['1.0.0', 'sha512-a'], '@scope/b': ['1.0.0', 'sha512-b'], unrelated: ['1.0.0', 'sha512-u'] });
  assert.equal(identities('a'), { '@scope/b@1.0.0': 'sha512-b', 'a@1.0.0': 'sha512-a' });
  assert.equal(Object.keys(identities('a')), ['@scope/b@1.0.0', 'a@1.0.0'], 'in code-unit order');
  assert.equal(identities(), {});
});

test('are the locked ones, too, where all of node_modules stands behind a link', () => {
  install('a', { dependencies: { b: '^1' } });
  install('b');
  lock({ a: ['1.0.0', 'sha512-a'], b: ['1.0.0', 'sha512-b'] });
  const straight = identities('a');
  renameSync(join(root, 'node_modules'), join(root, 'elsewhere'));
  mkdirSync(join(root, 'elsewhere/node_modules'));
  for (const name of ['a', 'b'])
    renameSync(join(root, 'elsewhere', name), join(root, 'elsewhere/node_modules', name));
  symlinkSync(join(root, 'elsewhere/node_modules'), join(root, 'node_modules'));
  assert.equal(identities('a'), straight);
});

test('are found where Node finds them: the nearest version counts for each', () => {
  install('a', { dependencies: { b: '^2' } });
  install('a/node_modules/b', { version: '2.0.0' });
  install('b');
  lock({
    a: ['1.0.0', 'sha512-a'],
    b: ['1.0.0', 'sha512-b1'],
    'a/node_modules/b': ['2.0.0', 'sha512-b2'],
  });
  assert.equal(identities('a'), { 'a@1.0.0': 'sha512-a', 'b@2.0.0': 'sha512-b2' });
  assert.equal(identities('a', 'b'), {
    'a@1.0.0': 'sha512-a',
    'b@1.0.0': 'sha512-b1',
    'b@2.0.0': 'sha512-b2',
  });
});

test('that need each other are named once', () => {
  install('a', { dependencies: { b: '*' } });
  install('b', { dependencies: { a: '*' } });
  assert.equal(Object.keys(identities('a')), ['a@1.0.0', 'b@1.0.0']);
});

test('that are not installed are missing where they are needed, and nothing where they are optional', () => {
  install('a', {
    dependencies: { needed: '*' },
    optionalDependencies: { optional: '*' },
    peerDependencies: { peer: '*' },
  });
  assert.equal(Object.keys(identities('a')), ['a@1.0.0', 'needed@missing']);
  install('optional');
  install('peer');
  assert.equal(Object.keys(identities('a')), ['a@1.0.0', 'needed@missing', 'optional@1.0.0', 'peer@1.0.0']);
  assert.equal(identities('nowhere'), { 'nowhere@missing': '' });
});

test('are a graph: who gets which of two versions counts', () => {
  for (const [outer, inner] of [
    ['1.0.0', '2.0.0'],
    ['2.0.0', '1.0.0'],
  ] as const) {
    install('a', { dependencies: { style: '*' } });
    install('b', { dependencies: { style: '*' } });
    install('style', { version: outer });
    install('b/node_modules/style', { version: inner });
    const { identities: found, wiring } = reachedPackages(root, ['a', 'b']);
    assert.equal(Object.keys(found), ['a@1.0.0', 'b@1.0.0', 'style@1.0.0', 'style@2.0.0']);
    assert.equal(wiring, {
      '.': ['a@1.0.0', 'b@1.0.0'],
      'a@1.0.0': [`style@${outer}`],
      'b@1.0.0': [`style@${inner}`],
    });
  }
});

test('installed twice in one version have each a state of its own', () => {
  install('a', { dependencies: { b: '*' } });
  install('a/node_modules/b');
  install('b');
  assert.equal(reachedPackages(root, ['a', 'b']).wiring, {
    '.': ['a@1.0.0', 'b@1.0.0'],
    'a@1.0.0': ['b@1.0.0 (2)'],
  });
});

/** Writes npm's note of what is installed. */
function installedLock(packages: Readonly<Record<string, object>>): void {
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

test('from git are known by their commit, whatever their version says; no token is kept', () => {
  install('a');
  const at = (commit: string) => {
    installedLock({
      'node_modules/a': { version: '1.0.0', resolved: `git+https://token@example.org/a.git#${commit}` },
    });
    return identities('a')['a@1.0.0'];
  };
  const before = at('1111111');
  assert.is.not(at('2222222'), before);
  assert.is(at('1111111'), before);
  assert.not.match(before ?? '', 'token');
});

test('are what is installed, not what a lock file that moved on would install', () => {
  install('a');
  installedLock({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-installed' } });
  lock({ a: ['1.0.0', 'sha512-to-come'] });
  assert.equal(identities('a'), { 'a@1.0.0': 'sha512-installed' });
});

test('that were copied from a folder are known by their files', () => {
  install('a');
  installedLock({ 'node_modules/a': { version: '1.0.0', resolved: 'file:../a' } });
  assert.equal(reachedPackages(root, ['a']).linked, { 'a@1.0.0': join(root, 'node_modules/a') });
});

test('that are patched are others than those that are not', () => {
  install('@scope/a');
  lock({ '@scope/a': ['1.0.0', 'sha512-a'] });
  assert.ok(reachedPackages(root, ['@scope/a']).told.includes(join(root, 'patches')), 'the folder may come');
  mkdirSync(join(root, 'patches'));
  const seen = new Set([identities('@scope/a')['@scope/a@1.0.0']]);
  for (const file of ['@scope+a+1.0.0.patch', '@scope__a@1.0.0.patch']) {
    for (const text of ['one', 'two']) {
      writeFileSync(join(root, 'patches', file), text);
      seen.add(identities('@scope/a')['@scope/a@1.0.0']);
    }
  }
  assert.is(seen.size, 5);
  assert.ok(reachedPackages(root, ['@scope/a']).told.includes(join(root, 'patches/@scope+a+1.0.0.patch')));
});

test('installed in another version than the lock file says never pass for the locked one', () => {
  const text = install('a', { version: '1.0.1' });
  lock({ a: ['1.0.0', 'sha512-a'] });
  assert.equal(identities('a'), { 'a@1.0.1': digestBytes(text) });
  rmSync(join(root, 'package-lock.json'));
  assert.equal(identities('a'), { 'a@1.0.1': digestBytes(text) });
  writeFileSync(join(root, 'package-lock.json'), '{"packages": ');
  assert.equal(identities('a'), { 'a@1.0.1': digestBytes(text) }, 'a broken lock file knows nothing');
});

test('behind links are followed to where they lead, as pnpm lays them out', () => {
  const store = join(root, 'node_modules/.pnpm');
  for (const [at, manifest] of [
    ['a@1/node_modules/a', { name: 'a', version: '1.0.0', dependencies: { b: '*' } }],
    ['a@1/node_modules/b', { name: 'b', version: '3.0.0' }],
  ] as const) {
    mkdirSync(join(store, at), { recursive: true });
    writeFileSync(join(store, at, 'package.json'), JSON.stringify(manifest));
  }
  symlinkSync(join(store, 'a@1/node_modules/a'), join(root, 'node_modules/a'));
  const { identities: found, folders } = reachedPackages(root, ['a']);
  assert.equal(Object.keys(found), ['a@1.0.0', 'b@3.0.0']);
  for (const at of ['a@1/node_modules/a', 'a@1/node_modules/b']) {
    assert.ok(folders.includes(join(store, at)), `${at} may be read`);
  }
});

test('may be read in the folders they stand in, and nothing else of node_modules may', () => {
  install('a');
  install('b');
  assert.equal(reachedPackages(root, ['a']).folders, [join(root, 'node_modules/a')]);
});

test.run();
