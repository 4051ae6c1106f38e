import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commands } from '../../src/cli/commands.ts';
import { commonOptions } from '../../src/cli/parse-arguments.ts';
import {
  commandStage,
  extractStage,
  modelSchema,
  moduleStage,
  pipelineSchema,
  registrySchema,
} from '../../src/config/pipeline-schema.ts';
import { importTable } from '../support/import-table.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const folders = [
  'bench',
  'data',
  'docs',
  'experiments',
  'ml-models',
  'reports',
  'scripts',
  'seed',
  'src',
  'stages',
  'test',
];
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...folders.map((folder) => `${folder}/README.md`),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => `docs/${name}`),
];

test('every page is there, and every link between them leads somewhere', () => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(join(root, file)), `${page} links to ${target}`);
      if (anchor === undefined) continue;
      const anchors = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
          .replaceAll(' ', '-'),
      );
      assert.ok(anchors.includes(anchor), `${page} links to ${target}`);
    }
  }
});

test('every file that ARCHITECTURE.md and CONTRIBUTING.md name is there', () => {
  for (const page of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'test/README.md']) {
    for (const [, path = ''] of read(page).matchAll(
      /`((?:src|test|scripts|bench|stages|seed)\/[\w./-]+)`/g,
    )) {
      assert.ok(existsSync(join(root, path)), `${page} names ${path}`);
    }
  }
});

test('every folder of src has its line in src/README.md', () => {
  const named = [...read('src/README.md').matchAll(/^- `([\w-]+)\/`/gm)].map(([, name]) => name);
  const there = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  // A reserved folder has its line before it has files.
  for (const { name } of there) assert.ok(named.includes(name), name);
  assert.equal([...named].sort(), Object.keys(importTable).sort());
});

test('ARCHITECTURE.md has the import table that is enforced', () => {
  const map = read('ARCHITECTURE.md').split('## Code map')[1]?.split('\n## ')[0] ?? '';
  const rows = map.matchAll(/^\| `([\w-]+)` \| ([\w, ]*)\|[^|]*\|$/gm);
  const told = Object.fromEntries(
    [...rows].map(([, folder = '', allowed = '']) => [folder, allowed.trim().split(', ').filter(Boolean)]),
  );
  assert.equal(told, importTable);
});

test('every dependency has its reason', () => {
  const text = read('ARCHITECTURE.md').split('## Dependencies')[1] ?? '';
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const named = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}),
  );
  assert.equal(
    named.filter((name) => !text.includes(`\`${name}\``)),
    [],
  );
  const told = [...text.matchAll(/`((?:@[\w-]+\/)?[\w.-]+)`/g)].map(([, name = '']) => name);
  const known = new Set([...named, 'fit', 'list', 'eval']);
  assert.equal(
    told.filter((name) => !known.has(name)),
    [],
  );
});

test('every page of docs is in its index', () => {
  for (const page of pages.filter((one) => one.startsWith('docs/') && one !== 'docs/README.md')) {
    assert.match(read('docs/README.md'), `](${page.slice('docs/'.length)})`);
  }
});

test('pages name every command, and no command or flag that there is not', async () => {
  const text = read('README.md');
  const all = [text, ...pages.filter((page) => page.startsWith('docs/')).map(read)].join('\n');
  const used = all.matchAll(/(?:npx |`)labbook ([a-z][a-z-]*)([^`\n|#]*)/g);
  for (const [whole, name = '', rest = ''] of used) {
    if (name === 'help') continue;
    const entry = commands[name];
    assert.ok(entry !== undefined, whole);
    const { options } = await entry.load();
    for (const [, flag = ''] of rest.matchAll(/--([a-z][a-z-]*)/g)) {
      assert.ok(flag in options || flag in commonOptions, whole);
    }
  }
  const table = text.split('\n## Commands')[1] ?? '';
  for (const name of Object.keys(commands)) assert.match(table, new RegExp(`\`labbook ${name}\\b`));
});

test('every npm script that the pages name is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const page of pages) {
    for (const [, name = ''] of read(page).matchAll(/npm run ([a-z][a-z:-]*)/g)) {
      assert.ok(name in scripts, `${page} names npm run ${name}`);
    }
  }
});

test('docs/pipeline-yaml.md tells every key of pipeline.yaml, and none that there is not', () => {
  const text = read('docs/pipeline-yaml.md').split('\n## Keys')[1] ?? '';
  const told = [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key),
  );
  const source = pipelineSchema.shape.sources.unwrap().valueType;
  const shapes = [
    pipelineSchema,
    source,
    commandStage,
    extractStage,
    moduleStage,
    modelSchema,
    registrySchema,
  ];
  const keys = shapes.flatMap(({ shape }) => Object.keys(shape));
  assert.equal([...new Set(told)].sort(), [...new Set(keys)].sort());
  const table = extractStage.shape.tables.valueType;
  for (const key of Object.keys(table.shape)) assert.match(text, `\`${key}\``);
});

test.run();
