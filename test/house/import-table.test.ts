import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { importTable } from '../support/import-table.ts';
import { moduleImports } from '../support/module-imports.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The package's own entries, which re-export what stages import. */
const entries: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['base', 'model', 'sources', 'registry', 'library'],
};

/** Reached by `import()` inside functions, so that planning starts without them. */
const heavy =
  /^(@duckdb\/|@tensorflow\/|@electric-sql\/|vega|pg$|pg-copy-streams$|esbuild$|arquero$|ml-random-forest$)/;
const barrels = new Set(['src/index.ts', 'src/learn/index.ts', 'src/learn/charts/index.ts']);
const longestFile = 300;

const files = ['src', 'stages', 'seed', 'scripts', 'bench', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.includes('/fixtures/')),
);
const source = files.filter((path) => path.startsWith('src/'));
const text = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const importsOf = (path: string) => moduleImports(text.get(path) ?? '');
const folderOf = (path: string) => path.split('/')[1] ?? '';
const target = (path: string, specifier: string) =>
  normalize(join(dirname(path), specifier)).replaceAll('\\', '/');

test('folders import only what the table lets them', () => {
  const found = source.flatMap((path) => {
    const allowed = entries[path] ?? importTable[folderOf(path)];
    if (allowed === undefined) return [`${path}: its folder is not in the table`];
    return importsOf(path)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => target(path, specifier))
      .filter((to) => folderOf(to) !== folderOf(path) && !allowed.includes(folderOf(to)))
      .map((to) => `${path} imports ${to}`);
  });
  assert.equal(found, []);
});

test('the table has no cycle: each folder allows only folders named before it', () => {
  const order = Object.keys(importTable);
  for (const [folder, allowed] of Object.entries(importTable)) {
    for (const other of allowed)
      assert.ok(order.indexOf(other) < order.indexOf(folder), `${folder}: ${other}`);
  }
});

test('plan and model do no I/O: they import files of the engine and nothing else', () => {
  const found = source
    .filter((path) => ['plan', 'model'].includes(folderOf(path)))
    .flatMap((path) =>
      importsOf(path)
        .filter(({ specifier, isTypeOnly }) => !specifier.startsWith('.') && !isTypeOnly)
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
  assert.equal(found, []);
});

test('heavy libraries are imported when they are needed, never when a module loads', () => {
  const found = [...source, ...files.filter((path) => path.startsWith('stages/'))].flatMap((path) =>
    importsOf(path)
      .filter(({ specifier, isTypeOnly, isDynamic }) => heavy.test(specifier) && !isTypeOnly && !isDynamic)
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );
  assert.equal(found, []);
});

test('the engine does not know the classes of the example', () => {
  assert.equal(
    source.filter((path) => /'(buy|sell)'|\bSIGNAL_/.test(text.get(path) ?? '')),
    [],
  );
});

test('files import each other in no cycle, of types or of code', () => {
  const seen = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (seen.get(path) === 'done') return;
    if (seen.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    seen.set(path, 'open');
    for (const { specifier } of importsOf(path)) {
      if (specifier.startsWith('.')) visit(target(path, specifier), [...trail, path]);
    }
    seen.set(path, 'done');
  };
  for (const path of source) visit(path, []);
  assert.equal([...new Set(cycles)], []);
});

test('a file of the engine or of the example has at most 300 lines', () => {
  const long = files
    .filter((path) => /^(src|stages|seed|scripts)\//.test(path))
    .map((path) => ({ path, lines: (text.get(path) ?? '').split('\n').length - 1 }))
    .filter(({ lines }) => lines > longestFile);
  assert.equal(long, []);
});

test('names say what a file is for', () => {
  const vague = /^(.*-)?(utils?|helpers?|types|managers?|handlers?|common|misc)\.ts$/;
  // A command's file has the name of its verb, and `labbook types` is one.
  const named = source.filter((path) => path !== 'src/commands/types.ts');
  assert.equal(
    named.filter((path) => vague.test(basename(path))),
    [],
  );
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.browser)?(\.test)?\.ts$/;
  assert.equal(
    files.filter((path) => !kebab.test(basename(path))),
    [],
  );
});

test('only the entries that stages import gather other files', () => {
  const gathering = source.filter((path) => {
    const own = (text.get(path) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    return basename(path) === 'index.ts' || /^export \* from/m.test(own);
  });
  assert.equal(
    gathering.filter((path) => !barrels.has(path)),
    [],
  );
});

test.run();
