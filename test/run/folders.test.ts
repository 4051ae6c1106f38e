import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  digestsOf,
  statesOf,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

const test = suite('a folder as an output, and as an input');

const files: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: folders
stages:
  split:
    inputs: { raw: raw/ }
    outputs: { parts: data/parts/ }
  count:
    inputs: { parts: split.parts }
    outputs: { sizes: data/sizes.json }
`,
  'stages/split.ts': `import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
export function run(ctx: any) {
  for (const { path, name } of ctx.inputs.raw.files) {
    if (name.startsWith('sub/')) mkdirSync(join(ctx.outputs.parts.path, 'sub'), { recursive: true });
    writeFileSync(join(ctx.outputs.parts.path, name), readFileSync(path, 'utf8').toUpperCase());
  }
  ctx.metric('there', readdirSync(ctx.inputs.raw.path).length);
}
export function view(ctx: any) { ctx.markdown(ctx.outputs.parts.files.map(({ name }: any) => name).join(' ')); }
`,
  'stages/count.ts': `import { readFileSync, writeFileSync } from 'node:fs';
export function run(ctx: any) {
  const sizes = ctx.inputs.parts.files.map(({ path, name }: any) => [name, readFileSync(path).length]);
  writeFileSync(ctx.outputs.sizes.path, JSON.stringify(sizes));
}
`,
  'raw/a.txt': 'one',
  'raw/sub/é.txt': 'three',
  'raw/.hidden': 'x',
};

const treeOf = (project: TemporaryProject, folder: string) =>
  readdirSync(join(project.root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(project.root, folder).length + 1))
    .sort();

test('is kept and restored whole; a changed, added or removed file of it is named', async () => {
  using project = temporaryProject(files);
  const { answer, stderr } = await project.runJson();
  assert.equal(statesOf(answer), { split: 'ran', count: 'ran' }, stderr);
  assert.equal(treeOf(project, 'data/parts'), ['.hidden', 'a.txt', 'sub/é.txt']);
  assert.is(project.read('data/parts/sub/é.txt'), 'THREE');
  assert.is(project.read('data/sizes.json'), '[[".hidden",1],["a.txt",3],["sub/é.txt",5]]');
  const page = project.read(answer.report ?? '');
  assert.match(page, 'data/parts/ (3 files)');
  assert.match(page, '.hidden a.txt sub/é.txt');

  // A checkout that lost a file, and one that was edited by hand.
  unlinkSync(join(project.root, 'data/parts/a.txt'));
  assert.equal(statesOf((await project.runJson()).answer), { split: 'cached', count: 'cached' });
  assert.is(project.read('data/parts/a.txt'), 'ONE');
  project.write('data/parts/mine.txt', 'by hand');
  const edited = await project.run('run');
  assert.match(edited.stderr, 'data/parts/mine.txt was changed by hand; the changed file is kept as');
  assert.equal(treeOf(project, 'data/parts'), ['.hidden', 'a.txt', 'sub/é.txt']);
  assert.ok(treeOf(project, '.labbook/replaced').some((path) => path.endsWith('data/parts/mine.txt')));

  project.write('raw/a.txt', 'two!');
  project.write('raw/b.txt', 'new');
  rmSync(join(project.root, 'raw/.hidden'));
  const status = await project.run('status');
  assert.match(status.stdout, 'input raw changed (raw/): .hidden removed, a.txt changed, b.txt added');
  const second = await project.runJson();
  assert.equal(second.answer.stages[1]?.reasons[0]?.files, {
    count: 3,
    first: [
      { path: '.hidden', change: 'removed' },
      { path: 'a.txt', change: 'changed' },
      { path: 'b.txt', change: 'added' },
    ],
  });
  assert.equal(treeOf(project, 'data/parts'), ['a.txt', 'b.txt', 'sub/é.txt']);

  // Everything that takes care of a store knows its files.
  assert.is((await project.run('gc')).exitCode, 0);
  assert.is((await project.run('verify')).exitCode, 0);
  rmSync(join(project.root, 'raw'), { recursive: true });
  const again = await project.run('reproduce', 'latest');
  assert.is(again.exitCode, 0, again.stderr + again.stdout);
  assert.is((await project.run('export', 'latest', '--output', 'one.tar')).exitCode, 0);
  using other = temporaryProject({ 'pipeline.yaml': 'version: 1\nname: empty\nstages: { a: {} }\n' });
  const imported = await other.run('import', join(project.root, 'one.tar'));
  assert.is(imported.exitCode, 0, imported.stderr);
  assert.is((await other.run('reproduce', 'latest')).exitCode, 0);
});

const one = (body: string): Readonly<Record<string, string>> => ({
  'pipeline.yaml': 'version: 1\nname: one\nstages:\n  make:\n    outputs: { parts: data/parts/ }\n',
  'stages/make.ts': `import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
export function run(ctx: any) {
  const to = (name: string) => join(ctx.outputs.parts.path, name);
  ${body}
}
`,
});

test('is refused where it holds what no other machine could be given, and may be empty', async () => {
  using project = temporaryProject(one(''));
  const empty = await project.runJson();
  assert.equal(statesOf(empty.answer), { make: 'ran' }, empty.stderr);
  assert.equal(readdirSync(join(project.root, 'data/parts')), []);
  for (const [body, words] of [
    [
      "writeFileSync(to('A.txt'), ''); writeFileSync(to('a.txt'), '');",
      'differs from that of another only by case',
    ],
    ["writeFileSync(to('a\\\\nb'), '');", 'whose name cannot be written everywhere'],
    ["rmSync(to('.'), { recursive: true });", 'It ended without writing its output parts'],
  ] as const) {
    for (const [path, text] of Object.entries(one(body))) project.write(path, text);
    const failed = await project.run('run');
    assert.is(failed.exitCode, 1, body);
    assert.match(failed.stderr, words);
  }
  assert.equal(readdirSync(join(project.root, 'data/parts')), [], 'what stood there still stands');
});

test('holds no link, which would lead elsewhere on another machine', async () => {
  using project = temporaryProject({
    'pipeline.yaml':
      'version: 1\nname: links\nstages:\n  make:\n    command: [ln, -s, /etc/passwd, "{outputs.parts}/x"]\n    outputs: { parts: data/parts/ }\n',
  });
  const { exitCode, stderr } = await project.run('run');
  assert.is(exitCode, 1);
  assert.match(stderr, 'The folder of its output parts holds x, which is a symbolic link');
});

test('is the same whatever the order in which its thousands of files were written', async () => {
  const count = 2000;
  const body = (order: string) =>
    `const names = Array.from({ length: ${count} }, (_, i) => i)${order}; mkdirSync(to('many')); for (const i of names) writeFileSync(to('many/' + i), String(i % 100));`;
  using project = temporaryProject(one(body('')));
  const first = await project.runJson();
  assert.equal(statesOf(first.answer), { make: 'ran' }, first.stderr);
  for (const [path, text] of Object.entries(one(body('.reverse()')))) project.write(path, text);
  const second = await project.runJson();
  assert.equal(statesOf(second.answer), { make: 'ran' });
  assert.equal(digestsOf(second.answer), digestsOf(first.answer));
  assert.is(readdirSync(join(project.root, 'data/parts/many')).length, count);
});

test('that is read may hold links to files, and has a link to a folder told with its line', async () => {
  using project = temporaryProject(files);
  symlinkSync('a.txt', join(project.root, 'raw/link.txt'));
  await project.run('run');
  assert.is(project.read('data/parts/link.txt'), 'ONE');
  mkdirSync(join(project.root, 'elsewhere'));
  writeFileSync(join(project.root, 'elsewhere/x'), '');
  symlinkSync('../elsewhere', join(project.root, 'raw/there'));
  const { exitCode, stderr } = await project.run('status');
  assert.is(exitCode, 2);
  assert.match(stderr, 'pipeline.yaml:5:20  the folder raw/ holds there, which is a symbolic link');
});

test('is told by its slash, where a file of its name or a folder stands', async () => {
  using project = temporaryProject(files);
  const yaml = files['pipeline.yaml'] ?? '';
  mkdirSync(join(project.root, 'data/sizes.json'), { recursive: true });
  const told = async (text: string) => {
    project.write('pipeline.yaml', text);
    return (await project.run('status')).stderr;
  };
  const words = await told(
    yaml
      .replace('raw: raw/', 'raw: raw')
      .replace('split:', 'split:\n    module: stages')
      .replace('parts: data/parts/', 'parts: raw/parts/'),
  );
  assert.match(words, 'raw is a folder, where a file is meant');
  assert.match(words, 'To read all that it holds, write raw/');
  assert.match(words, 'stages is a folder, where a file is meant');
  assert.match(words, 'data/sizes.json is a folder, where a file is meant');
  assert.match(words, 'To make a folder of files, write data/sizes.json/');
  assert.match(
    await told(yaml.replace('parts: data/parts/', 'parts: raw/parts/')),
    'raw/ is also the output split.parts',
  );
  assert.match(
    await told(yaml.replace('raw: raw/', 'raw: rwa/')),
    'the stage split reads rwa/, which does not exist',
  );
  assert.match(await told(yaml.replace('data/parts/', '../parts/')), 'leads out of the project');
  assert.ok(existsSync(join(project.root, 'raw/a.txt')));
  assert.is(readFileSync(join(project.root, 'raw/a.txt'), 'utf8'), 'one');
});

test.run();
