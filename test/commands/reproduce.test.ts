import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest } from '../../src/base/digest.ts';
import { sealRecord } from '../../src/experiment/record/seal-record.ts';
import type { ExperimentRecord } from '../../src/model/record.ts';
import type { Reproduction } from '../../src/model/reproduction.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import {
  type Ended,
  type RanProject,
  ranProject,
  type TemporaryProject,
  temporaryProject,
} from '../support/temporary-project.ts';

const test = suite('the reproduce command');

test('makes an experiment again from its digest alone: sources, helper and data gone, pipeline.yaml changed', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const digest = answer.stages[2]?.outputs.sum?.digest ?? '';
  for (const folder of ['stages', 'data', 'reports']) rmSync(join(project.root, folder), { recursive: true });
  project.write('pipeline.yaml', 'version: 1\nnot: { a pipeline');
  const before = treeOf(project);
  const { reproduction, exitCode, stderr } = await reproduce(project, digest.slice(0, 'sha256:'.length + 8));
  assert.is(exitCode, 0, stderr);
  assert.is(reproduction.verdict, 'identical');
  assert.is(reproduction.experiment, answer.experiment);
  assert.equal(
    reproduction.stages.map(({ id, state, outputs }) => [id, state, outputs.map(({ verdict }) => verdict)]),
    [
      ['numbers', 'made', ['identical']],
      ['powers', 'made', ['identical']],
      ['total', 'made', ['identical']],
    ],
  );
  assert.is(reproduction.stages[2]?.outputs[0]?.made, digest);
  assert.equal(
    reproduction.stages.flatMap(({ reasons }) => reasons),
    [],
    'the recipes are the recorded ones',
  );
  assert.equal(treeOf(project), before, 'the working tree is as it was');
});

test('keeps a certificate in the experiment’s folder, as JSON and as a page that needs nothing', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const { exitCode, stdout } = await project.run('reproduce', 'latest');
  assert.is(exitCode, 0);
  assert.match(stdout, 'identical  All of the 3 outputs that were made are the recorded ones');
  const folder = `experiments/${answer.experiment}/reproductions`;
  const files = readdirSync(join(project.root, folder)).sort();
  assert.is(files.length, 2);
  const page = project.read(`${folder}/${files[0]}`);
  const certificate = JSON.parse(project.read(`${folder}/${files[1]}`)) as Reproduction;
  assert.is(certificate.schema, 'labbook.reproduction/1');
  assert.is(certificate.machine.node, process.versions.node);
  assert.ok(certificate.by.length > 0);
  for (const { recorded, made } of certificate.stages.flatMap(({ outputs }) => outputs)) {
    assert.is(made, recorded);
    assert.match(page, recorded);
  }
  assert.not.match(page, /(src|href)="https?:/);
});

test('names the first stage, file and place that differ, and what only follows from it', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/numbers.ts': (numberPipeline['stages/numbers.ts'] ?? '')
      .replace('import { z }', "import { randomInt } from 'node:crypto';\nimport { z }")
      .replace('i + 1)', 'i + randomInt(1e9))'),
  });
  await project.runJson();
  const { reproduction, exitCode } = await reproduce(project, 'latest');
  assert.is(exitCode, 6);
  assert.is(reproduction.verdict, 'differs');
  assert.equal(reproduction.first, { stage: 'numbers', output: 'list' });
  const difference = reproduction.stages[0]?.outputs[0]?.difference;
  assert.is(difference?.kind, 'numbers');
  if (difference?.kind === 'numbers') {
    assert.is(difference.name, 'list[0]');
    assert.is(difference.count, 5);
    assert.ok(difference.largest > 0);
  }
  assert.equal(reproduction.stages[0]?.reasons, []);
  assert.equal(
    reproduction.stages[1]?.reasons.map(({ kind }) => kind),
    ['input'],
  );
  const { stdout } = await project.run('reproduce', 'latest');
  assert.match(stdout, 'the first that differs is numbers.list');
  assert.match(stdout, /value list\[0\]: 5 of \d+ numbers differ, by at most /);
});

test('a tolerance that is asked for lets numbers differ by it, and the verdict says equivalent', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '').replace(
      'JSON.stringify(sum)',
      'JSON.stringify(sum + (Date.now() % 1e6) * 1e-12)',
    ),
  });
  await project.runJson();
  const strict = await reproduce(project, 'latest');
  assert.is(strict.exitCode, 6, 'on the same runtime nothing but the same bits will do');
  assert.is(strict.reproduction.verdict, 'equivalent');
  const lenient = await reproduce(project, 'latest', '--tolerance', '1e-5');
  assert.is(lenient.exitCode, 0);
  assert.is(lenient.reproduction.verdict, 'equivalent');
  const refused = await project.run('reproduce', 'latest', '--tolerance', 'some');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, '--tolerance takes a number from 0, not "some"');
});

test('--from takes what comes before as recorded; --only leaves out what is not needed', async () => {
  using project = await ranProject(numberPipeline);
  const from = await reproduce(project, 'latest', '--from', 'total');
  assert.is(from.exitCode, 0, from.stderr);
  assert.equal(statesOf(from.reproduction), { numbers: 'left', powers: 'taken', total: 'made' });
  const [sum] = from.reproduction.stages[2]?.outputs ?? [];
  assert.is(sum?.verdict, 'identical');
  assert.is(sum?.made, sum?.recorded, 'it was made, and not only not found to differ');
  const only = await reproduce(project, 'latest', '--only', 'powers.list');
  assert.is(only.exitCode, 0);
  assert.equal(statesOf(only.reproduction), { numbers: 'made', powers: 'made', total: 'left' });
  const path = await reproduce(project, 'latest', '--only', 'data/numbers.json');
  assert.equal(statesOf(path.reproduction), { numbers: 'made', powers: 'left', total: 'left' });
  const unknown = await project.run('reproduce', 'latest', '--only', 'powers.lis');
  assert.is(unknown.exitCode, 2);
  assert.match(unknown.stderr, 'no stage has an output "powers.lis"');
  assert.match(unknown.stderr, 'did you mean "powers.list"?');
});

test('a blob that the store lost or damaged is named before anything runs', async () => {
  using project = await ranProject(numberPipeline);
  const record = recorded(project);
  const helper = record.materials?.files.find(({ path }) => path === 'stages/lib/raise.ts');
  const blob = storeFolder(join(project.root, '.labbook')).blob(helper?.blob as Digest);
  chmodSync(blob, 0o644);
  writeFileSync(blob, `${readFileSync(blob, 'utf8')} `);
  const damaged = await project.run('reproduce', 'latest');
  assert.is(damaged.exitCode, 7);
  assert.match(damaged.stderr, 'stages/lib/raise.ts is damaged in the store');
  rmSync(blob);
  const missing = await project.run('reproduce', 'latest');
  assert.is(missing.exitCode, 7);
  assert.match(missing.stderr, 'stages/lib/raise.ts is missing in the store');
});

test('a stage that fails this time is not reproduced, and says why', async () => {
  using project = temporaryProject(
    {
      ...numberPipeline,
      'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
        'inputs: { list: powers.list }',
        'inputs: { list: powers.list }\n    env: [SALT]',
      ),
      'stages/total.ts': (numberPipeline['stages/total.ts'] ?? '').replace(
        'const sum',
        "if (process.env.SALT === undefined) throw new Error('no salt');\n  const sum",
      ),
    },
    { SALT: 'hunter2' },
  );
  const { answer } = await project.runJson();
  const salted = await reproduce(project, 'latest');
  assert.is(salted.exitCode, 0, salted.stderr);
  using other = temporaryProject({ 'pipeline.yaml': '' });
  for (const folder of ['experiments', '.labbook']) {
    const { cpSync } = await import('node:fs');
    cpSync(join(project.root, folder), join(other.root, folder), { recursive: true });
  }
  const { reproduction, exitCode, stderr } = await reproduce(other, answer.experiment ?? '');
  assert.is(exitCode, 6);
  assert.is(reproduction.verdict, 'failed');
  assert.match(stderr, 'not as recorded: environment variable SALT is no longer set');
  assert.is(reproduction.stages[2]?.failure?.kind, 'threw');
  assert.not.match(JSON.stringify(reproduction), 'hunter2');
});

test('--install takes the packages of the recorded lock file, and none of this project', async () => {
  using project = temporaryProject({
    'package-lock.json':
      '{"name": "a-project", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a-project"}}}\n',
    'pipeline.yaml':
      'version: 1\nname: one\nseed: 1\nstages:\n  one:\n    outputs: { file: data/one.json }\n',
    'stages/one.ts':
      "import { writeFileSync } from 'node:fs';\nexport function run(ctx: any) {\n  writeFileSync(ctx.outputs.file.path, '[1]');\n}\n",
  });
  await project.runJson();
  rmSync(join(project.root, 'node_modules'), { recursive: true });
  const { exitCode, reproduction, stderr } = await reproduce(project, 'latest', '--install');
  assert.is(exitCode, 0, stderr);
  assert.is(reproduction.verdict, 'identical');
});

test('without a recorded lock file there is nothing to install', async () => {
  using project = await ranProject(numberPipeline);
  const { exitCode, stderr } = await project.run('reproduce', 'latest', '--install');
  assert.is(exitCode, 2);
  assert.match(stderr, 'the experiment was recorded without a package-lock.json');
});

test('--node runs the stages under the Node that it names, and refuses what is none', async () => {
  using project = await ranProject(numberPipeline);
  const { exitCode, stdout } = await project.run('reproduce', 'latest', '--node', process.execPath, '--json');
  assert.is(exitCode, 0);
  assert.is((JSON.parse(stdout) as Reproduction).verdict, 'identical');
  const refused = await project.run('reproduce', 'latest', '--node', 'seven');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, '--node seven: there is no such file, and it is no version');
});

test('paths of a record that lead out of a project, or into its packages, are refused', async () => {
  using project = await ranProject(numberPipeline);
  const record = recorded(project);
  const file = `experiments/${record.id}/record.json`;
  for (const path of [
    '../evil.ts',
    '/tmp/evil.ts',
    'node_modules/zod/index.js',
    '.labbook/x',
    'a/../../b',
    'C:\\x',
  ]) {
    const materials = {
      ...record.materials,
      files: [...(record.materials?.files ?? []), { ...record.materials?.files[0], path }],
    };
    project.write(file, sealRecord({ ...record, materials }));
    const { exitCode, stderr } = await project.run('reproduce', 'latest');
    assert.is(exitCode, 7, path);
    assert.match(stderr, 'leads out of the project', path);
  }
  const [first, ...others] = record.pipeline.stages;
  const outputs = { list: { path: '../evil.json', format: 'json' } };
  const pipeline = { ...record.pipeline, stages: [{ ...first, outputs }, ...others] };
  project.write(file, sealRecord({ ...record, pipeline }));
  const { exitCode, stderr } = await project.run('reproduce', 'latest');
  assert.is(exitCode, 7);
  assert.match(stderr, 'leads out of the project');
});

test('run --twice names each stage that gives two results, where they begin to differ, and the usual cause', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
      'raise(value, ctx.params.power)',
      'raise(value, ctx.params.power) + (Date.now() % 1e9)',
    ),
  });
  const { exitCode, stdout } = await project.run('run', '--twice', '--json');
  assert.is(exitCode, 6);
  const { twice } = JSON.parse(stdout);
  assert.equal(
    twice.map((one: { stage: string; isSame: boolean }) => [one.stage, one.isSame]),
    [
      ['numbers', true],
      ['powers', false],
      ['total', true],
    ],
    'what only reads another result is not blamed',
  );
  assert.is(twice[1].output, 'list');
  assert.equal(twice[1].causes, ['clock']);
  const named = await project.run('run', '--twice', 'numbers');
  assert.is(named.exitCode, 0);
  assert.match(named.stdout, 'numbers: the same both times');
});

test('open says what a digest is of, what of it is here, and what has changed since', async () => {
  using project = await ranProject(numberPipeline);
  const { first: answer } = project;
  const digest = answer.stages[2]?.outputs.sum?.digest ?? '';
  project.write('stages/total.ts', '// another\n');
  const { exitCode, stdout } = await project.run('open', digest.slice(7, 17));
  assert.is(exitCode, 0);
  assert.match(stdout, digest);
  assert.match(stdout, 'the output total.sum');
  assert.match(stdout, answer.experiment ?? '');
  assert.match(stdout, 'all that it names');
  assert.match(stdout, '1 source file otherwise in this working tree: stages/total.ts');
});

test('what names nothing is said so, and the beginning of several digests asks for more', async () => {
  using project = await ranProject(numberPipeline);
  const { exitCode, stderr } = await project.run('reproduce', 'sha256:0123456789');
  assert.is(exitCode, 2);
  assert.match(stderr, 'no experiment, output, recipe or archive is called "sha256:0123456789"');
});

async function reproduce(
  project: TemporaryProject,
  ...args: readonly string[]
): Promise<Ended & { readonly reproduction: Reproduction }> {
  const end = await project.run('reproduce', '--json', ...args);
  try {
    return { ...end, reproduction: JSON.parse(end.stdout) as Reproduction };
  } catch {
    throw new Error(`labbook reproduce printed no JSON:\n${end.stdout}\n${end.stderr}`);
  }
}

function recorded(project: RanProject): ExperimentRecord {
  return JSON.parse(project.read(`experiments/${project.first.experiment}/record.json`)) as ExperimentRecord;
}

function statesOf({ stages }: Reproduction): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(({ id, state }) => [id, state]));
}

/** Every file of the project outside labbook's own folders, with its times. */
function treeOf({ root }: TemporaryProject): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^(\.labbook|experiments|node_modules)/.test(path))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => `${path} ${statSync(join(root, path)).mtimeMs}`)
    .sort();
}

test.run();
