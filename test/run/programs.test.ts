import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExperimentRecord } from '../../src/model/record.ts';
import { statesOf, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('a stage that is a program');

const files: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: programs
stages:
  rows:
    outputs: { table: data/rows.csv }
  train:
    command: [sh, train.sh, "{inputs.rows}", "{outputs.model}", "--depth={params.depth}", "{outputs.scores}", "{seed}"]
    code: [train.sh, lib/*.sh]
    tools: { ver: --version }
    metrics: scores
    inputs: { rows: rows.table }
    params: { depth: 3 }
    outputs: { model: data/model.txt, scores: data/scores.json }
  count:
    inputs: { model: train.model }
    outputs: { size: data/size.json }
`,
  'stages/rows.ts': `import { writeFileSync } from 'node:fs';
export function run(ctx: any) { writeFileSync(ctx.outputs.table.path, 'a,b\\n1,2\\n'); }
`,
  'stages/count.ts': `import { readFileSync, writeFileSync } from 'node:fs';
export function run(ctx: any) {
  writeFileSync(ctx.outputs.size.path, JSON.stringify(readFileSync(ctx.inputs.model.path, 'utf8').length));
}
`,
  'train.sh': `# Trains a model in sh.
. ./lib/fit.sh
echo "progress 1/2 tree loss=0.5"
echo "fitting $3 in $LANG"
fit "$1" > "$2"
echo '{"accuracy": 0.75, "auc": {"value": 0.5, "interval": [0.4, 0.6]}, "of": {"a": 1}}' > "$4"
test "$5" = "$LABBOOK_SEED"
`,
  'lib/fit.sh': `fit() { cat "$1"; echo model; }
`,
};

/** A folder of programs, of which one tells its version. */
const bin = mkdtempSync(join(tmpdir(), 'labbook-bin-'));
const tellVersion = (version: number) => {
  writeFileSync(join(bin, 'ver'), `#!/bin/sh\necho version ${version}\n`, { mode: 0o755 });
};
const env = { PATH: `${bin}:${process.env.PATH}` };

test.before(() => tellVersion(1));
test.after(() => rmSync(bin, { recursive: true }));

const programProject = (more: Readonly<Record<string, string>> = {}): TemporaryProject =>
  temporaryProject({ ...files, ...more }, env);

test('reads inputs and params, writes outputs and metrics, and is skipped until something of it changes', async () => {
  using project = programProject();
  const { answer, stderr } = await project.runJson();
  assert.equal(statesOf(answer), { rows: 'ran', train: 'ran', count: 'ran' }, stderr);
  assert.equal(answer.metrics, { 'train.accuracy': 0.75, 'train.auc': 0.5, 'train.of.a': 1 });
  assert.is(project.read('data/model.txt'), 'a,b\n1,2\nmodel\n');
  assert.match(stderr, 'fitting --depth=3 in C.UTF-8');
  const record = JSON.parse(project.read(`experiments/${answer.experiment}/record.json`)) as ExperimentRecord;
  const train = record.stages.find(({ id }) => id === 'train');
  assert.equal(train?.recipe?.tools?.ver, 'version 1');
  assert.match(train?.recipe?.tools?.sh ?? '', /^sha256:/);
  assert.is(train?.recipe?.runtime.node, 'none');
  assert.equal(train?.notices, [{ kind: 'not-confined', programs: ['sh'] }]);
  assert.is(train?.narrative, 'Trains a model in sh.');
  assert.equal(train?.metrics.auc?.interval, [0.4, 0.6]);
  assert.match(project.read(answer.report ?? ''), 'which nothing held to its declared inputs');
  assert.ok(record.materials?.files.some(({ path }) => path === 'lib/fit.sh'));

  assert.equal(statesOf((await project.runJson()).answer), {
    rows: 'cached',
    train: 'cached',
    count: 'cached',
  });
  const why = async (path: string, text: string) => {
    const before = project.read(path);
    project.write(path, text);
    const { stdout } = await project.run('status');
    project.write(path, before);
    return stdout;
  };
  assert.match(await why('lib/fit.sh', `${files['lib/fit.sh']}# more\n`), 'lib/fit.sh changed');
  project.write('lib/other.sh', '');
  assert.match(await why('lib/other.sh', '# other'), 'lib/other.sh added');
  rmSync(join(project.root, 'lib/other.sh'));
  tellVersion(2);
  assert.match(await why('train.sh', project.read('train.sh')), 'ver: version 1 → version 2');
  tellVersion(1);
  const yaml = project.read('pipeline.yaml');
  assert.match(
    await why('pipeline.yaml', yaml.replace('--depth=', '--deep=')),
    'command: --depth={params.depth} → --deep={params.depth}',
  );
  assert.match(await why('pipeline.yaml', yaml.replace('depth: 3', 'depth: 4')), 'params.depth 3 → 4');
});

test('a program that comes first on PATH by the same name is another program', async () => {
  const yaml = `version: 1
name: programs
stages:
  train:
    command: [sh, train.sh, "{outputs.model}"]
    code: [train.sh]
    outputs: { model: data/model.txt }
`;
  using project = programProject({ 'pipeline.yaml': yaml, 'train.sh': 'echo model > "$1"\n' });
  assert.equal(statesOf((await project.runJson()).answer), { train: 'ran' });
  assert.equal(statesOf((await project.runJson()).answer), { train: 'cached' });
  const own = join(bin, 'sh');
  cpSync('/bin/sh', own, { dereference: true });
  appendFileSync(own, 'another');
  const { answer } = await project.runJson();
  rmSync(own);
  assert.equal(statesOf(answer), { train: 'ran' });
});

test('is made again from its record alone, and travels with an archive', async () => {
  using project = programProject();
  await project.runJson();
  for (const path of ['train.sh', 'lib']) rmSync(join(project.root, path), { recursive: true });
  const { exitCode, stdout, stderr } = await project.run('reproduce', 'latest');
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'identical');
  assert.is((await project.run('export', 'latest', '--output', 'one.tar')).exitCode, 0);
  using other = temporaryProject({ 'pipeline.yaml': 'version: 1\nname: empty\nstages: { a: {} }\n' }, env);
  const imported = await other.run('import', join(project.root, 'one.tar'));
  assert.is(imported.exitCode, 0, imported.stderr);
  const again = await other.run('reproduce', 'latest');
  assert.is(again.exitCode, 0, again.stderr + again.stdout);
  assert.is((await other.run('verify')).exitCode, 0);
});

test('says how it failed: its exit code and its last words, metrics that are none, time that is up', async () => {
  using project = programProject({ 'train.sh': 'echo "no such column: price" >&2\nexit 3\n' });
  const failed = await project.run('run');
  assert.is(failed.exitCode, 1);
  assert.match(failed.stderr, 'sh ended with exit code 3');
  assert.match(failed.stderr, '| no such column: price');

  project.write('train.sh', 'cat "$1" > "$2"\necho \'{"accuracy": NaN}\' > "$4"\n');
  assert.match((await project.run('run')).stderr, 'the file of metrics cannot be read as JSON');

  project.write('train.sh', 'echo started > "$2"; sleep 600 & sleep 600\n');
  project.write(
    'pipeline.yaml',
    (files['pipeline.yaml'] ?? '').replace('    metrics:', '    timeout: 1s\n    metrics:'),
  );
  const late = await project.runJson();
  assert.is(late.answer.stages[1]?.failure?.kind, 'timeout');

  project.write('train.sh', 'cp "$1" "$2"\n');
  const missing = await project.runJson();
  assert.is(missing.answer.stages[1]?.failure?.kind, 'output-missing');
});

test('is refused before anything runs where a program is not there, or does not tell its version', async () => {
  using project = programProject();
  const yaml = files['pipeline.yaml'] ?? '';
  const changed = yaml
    .replace('[sh, ', '[sch, ')
    .replace('ver: --version', "{ vre: --version, sh: [-c, 'exit 4'], 'true': '' }");
  project.write('pipeline.yaml', changed.replace('tools: { {', 'tools: {').replace('} }', '}'));
  const { exitCode, stderr } = await project.run('status');
  assert.is(exitCode, 2, stderr);
  assert.match(stderr, /pipeline\.yaml:7:15 {2}there is no program sch/);
  assert.match(stderr, /pipeline\.yaml:9:\d+ {2}there is no program vre/);
  assert.match(stderr, 'sh -c exit 4 failed, so that the version of sh is not known');
  assert.match(stderr, 'true printed nothing to tell its version by');
});

test('in a module, is declared, or the line to add is told', async () => {
  using project = temporaryProject({
    'pipeline.yaml': 'version: 1\nname: git\nstages:\n  log:\n    outputs: { said: data/said.txt }\n',
    'stages/log.ts': `import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
export function run(ctx: any) { writeFileSync(ctx.outputs.said.path, execFileSync('uname', ['-s'])); }
`,
  });
  const refused = await project.run('run');
  assert.match(refused.stderr, 'It started uname, which pipeline.yaml does not declare for it');
  assert.match(refused.stderr, 'stages/log.ts:3:');
  assert.match(refused.stderr, 'Add to the stage: program: [uname]');
  project.write('pipeline.yaml', `${project.read('pipeline.yaml')}    program: [sh]\n`);
  assert.match((await project.run('run')).stderr, 'Add to the stage: program: [sh, uname]');
  project.write('pipeline.yaml', project.read('pipeline.yaml').replace('[sh]', '[uname]'));
  const { answer, stderr } = await project.runJson();
  assert.equal(statesOf(answer), { log: 'ran' }, stderr);
  assert.match(project.read('data/said.txt'), /\w/);
  assert.equal(answer.stages[0]?.notices, [{ kind: 'not-confined', programs: ['uname'] }]);
  assert.ok(existsSync(join(project.root, answer.report ?? '')));
});

test.run();
