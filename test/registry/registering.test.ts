import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ModelManifest } from '../../src/model/model-manifest.ts';
import { registryDigests } from '../../src/registry/registry-digests.ts';
import { modelPipeline } from '../support/model-pipeline.ts';
import { ranProject, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

interface RunModel {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly created: boolean;
}

test('a run registers its models: what they are, what they come from, how well they do', async () => {
  using project = temporaryProject(modelPipeline);
  const first = await runModels(project);
  assert.equal(first.titles, ['network 1.0.0 new', 'forest 1.0.0 new', 'ensemble 1.0.0 new']);
  const forest = manifestOf(project, 'forest', '1.0.0');
  assert.is(forest.experiment, first.experiment);
  assert.equal(forest.features, ['cloud', 'wind']);
  assert.equal(forest.classes, ['dry', 'rain']);
  assert.equal(forest.trainingData, {
    from: '2020-01-01T00:00:00.000Z',
    to: '2020-03-30T00:00:00.000Z',
    rows: 90,
  });
  assert.equal(Object.keys(forest.recipes), ['rows', 'train']);
  assert.equal(forest.parameters.train, { trees: 3 });
  assert.ok((forest.metrics.accuracy?.value ?? 0) > 0.5);
  assert.is(forest.split?.output, 'rows.table');
  const ensemble = manifestOf(project, 'ensemble', '1.0.0');
  assert.equal(
    ensemble.members.map(({ name, version }) => `${name} ${version}`),
    ['network 1.0.0', 'forest 1.0.0'],
  );
  assert.equal(ensemble.trainingData, forest.trainingData);
  // Where labbook cleans up, it asks what the registry needs.
  const held = await registryDigests(project.root);
  assert.ok(held.ok);
  assert.ok(held.value.blobs.has(forest.files.forest?.digest as never));
  assert.ok(held.value.fingerprints.has(forest.recipes.train as never));
  assert.ok(held.value.experiments.has(first.experiment as never));
});

test('the same model keeps its version, whatever else ran; another one gets the next', async () => {
  using project = await ranProject(modelPipeline);
  assert.equal((await runModels(project)).titles, ['network 1.0.0', 'forest 1.0.0', 'ensemble 1.0.0']);
  assert.equal((await runModels(project, '--force')).titles, [
    'network 1.0.0',
    'forest 1.0.0',
    'ensemble 1.0.0',
  ]);
  const more = await runModels(project, '--set', 'stages.train.params.trees=4');
  assert.equal(more.titles, ['network 1.0.0', 'forest 1.0.1 new', 'ensemble 1.0.1 new']);
  const minor = await runModels(project, '--set', 'stages.train.params.trees=5', '--bump', 'minor');
  assert.equal(minor.titles, ['network 1.0.0', 'forest 1.1.0 new', 'ensemble 1.1.0 new']);
  const back = await runModels(project);
  assert.equal(back.titles, ['network 1.0.0', 'forest 1.0.0', 'ensemble 1.0.0']);
  const refused = await project.run('run', '--bump', 'tiny');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, '--bump takes one of major, minor, patch, not "tiny"');
});

test('a model that reads other columns is another major version', async () => {
  using project = await ranProject(modelPipeline);
  const train = project.read('stages/train.ts');
  project.write('stages/train.ts', train.replaceAll('{ cloud, wind }', '{ wind, cloud }'));
  const run = await runModels(project);
  assert.equal(run.titles, ['network 2.0.0 new', 'forest 2.0.0 new', 'ensemble 2.0.0 new']);
});

test('versions by date are the day, and count on where the day has several', async () => {
  using project = temporaryProject({
    ...modelPipeline,
    'pipeline.yaml': `${modelPipeline['pipeline.yaml']}`.replace(
      'where-signed',
      'where-signed, versions: date',
    ),
  });
  const first = await runModels(project);
  assert.match(first.models[1]?.version ?? '', /^\d{4}\.\d\d\.\d\d$/);
  const second = await runModels(project, '--set', 'stages.train.params.trees=4');
  const day = second.models[1]?.version ?? '';
  assert.match(day, /^\d{4}\.\d\d\.\d\d(-2)?$/);
  assert.is.not(day, first.models[1]?.version);
});

test('a version that stands there is never written over, whoever put it there', async () => {
  using project = await ranProject(modelPipeline);
  project.write('ml-models/forest/1.0.1/theirs.txt', 'of another branch');
  const run = await runModels(project, '--set', 'stages.train.params.trees=4');
  assert.equal(run.titles, ['network 1.0.0', 'forest 1.0.2 new', 'ensemble 1.0.1 new']);
  assert.is(project.read('ml-models/forest/1.0.1/theirs.txt'), 'of another branch');
});

test('models that were declared after the run are registered by the next, which runs nothing', async () => {
  const text = `${modelPipeline['pipeline.yaml']}`;
  using project = temporaryProject({ ...modelPipeline, 'pipeline.yaml': text.split('models:')[0] ?? '' });
  assert.equal((await runModels(project)).titles, []);
  project.write('pipeline.yaml', text);
  const run = await runModels(project);
  assert.ok(run.isCached);
  assert.equal(run.titles, ['network 1.0.0 new', 'forest 1.0.0 new', 'ensemble 1.0.0 new']);
  // The answer from file stats alone knows of the models too, and does not outlive the log.
  assert.equal((await runModels(project)).titles, ['network 1.0.0', 'forest 1.0.0', 'ensemble 1.0.0']);
  rmSync(join(project.root, 'ml-models'), { recursive: true });
  assert.equal((await runModels(project)).titles, [
    'network 1.0.0 new',
    'forest 1.0.0 new',
    'ensemble 1.0.0 new',
  ]);
});

test('a run that fails, or is of some stages only, registers nothing', async () => {
  using project = temporaryProject(modelPipeline);
  await project.run('run', 'train');
  assert.not.ok(existsSync(join(project.root, 'ml-models')));
  project.write('stages/evaluate.ts', `export function run() { throw new Error('no'); }\n`);
  assert.is((await project.run('run')).exitCode, 1);
  assert.not.ok(existsSync(join(project.root, 'ml-models')));
});

test('a file that is no model is not registered, and the run says which', async () => {
  const text = `${modelPipeline['pipeline.yaml']}`;
  using project = temporaryProject({
    ...modelPipeline,
    'pipeline.yaml': text.replace('{ forest: train.forest }', '{ forest: train.topology }'),
  });
  const run = await project.run('run');
  assert.is(run.exitCode, 7);
  assert.match(run.stderr, 'forest: train.topology cannot be used: not a forest file');
  assert.not.ok(existsSync(join(project.root, 'ml-models/versions.json')));
});

test('what a killed registration left is finished, or taken away, by the next', async () => {
  using project = await ranProject(modelPipeline);
  const { renameSync, cpSync } = await import('node:fs');
  const at = (path: string) => join(project.root, 'ml-models', path);
  // Killed after the log was written, before the folder got its name.
  renameSync(at('forest/1.0.0'), at('forest/.1.0.0.pending'));
  // Killed before the log was written.
  cpSync(at('network/1.0.0'), at('network/.1.0.1.pending'), { recursive: true });
  await runModels(project, '--set', 'stages.train.params.trees=4');
  assert.equal(readdirSync(at('forest')).sort(), ['1.0.0', '1.0.1']);
  assert.equal(readdirSync(at('network')), ['1.0.0']);
  assert.is((await project.run('models', 'verify')).exitCode, 0);
});

async function runModels(
  project: TemporaryProject,
  ...args: readonly string[]
): Promise<{
  readonly titles: readonly string[];
  readonly models: readonly RunModel[];
  readonly experiment: string | null;
  readonly isCached: boolean;
}> {
  const { answer, exitCode, stderr } = await project.runJson(...args);
  assert.is(exitCode, 0, stderr);
  const { models } = answer as typeof answer & { readonly models: readonly RunModel[] };
  const titles = models.map(({ name, version, created }) => `${name} ${version}${created ? ' new' : ''}`);
  const isCached = answer.stages.every(({ state }) => state === 'cached');
  return { titles, models, experiment: answer.experiment, isCached };
}

function manifestOf(project: TemporaryProject, name: string, version: string): ModelManifest {
  return JSON.parse(project.read(`ml-models/${name}/${version}/model.json`)) as ModelManifest;
}

test('the digest of a model leads to its experiment, also where no registry knows it', async () => {
  using project = temporaryProject(modelPipeline);
  const { experiment } = await runModels(project);
  const digests = ['forest', 'ensemble'].map((name) => manifestOf(project, name, '1.0.0').digest);
  rmSync(join(project.root, 'ml-models'), { recursive: true });
  for (const digest of digests) {
    const { stdout, exitCode } = await project.run('open', digest.slice(7, 17), '--json');
    assert.is(exitCode, 0);
    assert.is((JSON.parse(stdout) as { experiment: string }).experiment, experiment);
  }
});

test.run();
