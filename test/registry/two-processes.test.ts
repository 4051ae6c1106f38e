import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { registryFolder } from '../../src/registry/registry-folder.ts';
import { acquireLock } from '../../src/store/lock.ts';
import { modelPipeline } from '../support/model-pipeline.ts';
import { ended, ranProject, temporaryProject } from '../support/temporary-project.ts';

test('of processes that move aliases at once none is lost, and the log is one chain', async () => {
  using project = await ranProject(modelPipeline);
  const before = entriesOf(project.read('ml-models/versions.json')).length;
  // All wait for this lock, so that they go on together.
  const lock = await acquireLock(registryFolder(project.root).lock, {
    signal: new AbortController().signal,
    onWait: () => undefined,
  });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const running = names.map((name) =>
    ended(project.start('models', 'alias', 'forest', name, '--reason', `for ${name}`)),
  );
  await lock.release();
  for (const { exitCode, stderr } of await Promise.all(running)) assert.is(exitCode, 0, stderr);
  const entries = entriesOf(project.read('ml-models/versions.json'));
  assert.is(entries.length, before + names.length);
  assert.equal(
    entries
      .flatMap(({ action }) => (action.alias === 'latest' ? [] : [action.alias ?? '']))
      .filter(Boolean)
      .sort(),
    names,
  );
  assert.is((await project.run('models', 'verify')).exitCode, 0);
});

test('processes that register other models at once all have theirs, under versions of their own', async () => {
  const text = `${modelPipeline['pipeline.yaml']}`;
  using project = temporaryProject({ ...modelPipeline, 'pipeline.yaml': text.split('models:')[0] ?? '' });
  const experiments: string[] = [];
  for (const trees of [3, 4, 5]) {
    const { answer } = await project.runJson('--set', `stages.train.params.trees=${trees}`);
    experiments.push(answer.experiment ?? '');
  }
  project.write('pipeline.yaml', text);
  const lock = await acquireLock(registryFolder(project.root).lock, {
    signal: new AbortController().signal,
    onWait: () => undefined,
  });
  const program = join(import.meta.dirname, '../support/register-process.ts');
  const running = experiments.map((experiment) =>
    spawn(process.execPath, ['--import', 'tsx', program, project.root, experiment]),
  );
  const ends = running.map(ended);
  await Promise.all(running.map((child) => new Promise((ready) => child.stdout.once('data', ready))));
  await lock.release();
  for (const { exitCode, stderr } of await Promise.all(ends)) assert.is(exitCode, 0, stderr);
  const registered = entriesOf(project.read('ml-models/versions.json')).flatMap(({ action }) =>
    action.kind === 'register' ? [action] : [],
  );
  const of = (name: string) => registered.filter(({ model }) => model === name);
  assert.equal(
    of('forest').map(({ version }) => version),
    ['1.0.0', '1.0.1', '1.0.2'],
  );
  assert.is(new Set(of('forest').map(({ digest }) => digest)).size, 3);
  // The network is the same in all three.
  assert.equal(
    of('network').map(({ version }) => version),
    ['1.0.0'],
  );
  const verified = await project.run('models', 'verify');
  assert.is(verified.exitCode, 0, verified.stderr);
});

interface Entry {
  readonly action: {
    readonly kind: string;
    readonly model: string;
    readonly version: string;
    readonly alias?: string;
    readonly digest?: string;
  };
}

function entriesOf(text: string): readonly Entry[] {
  return (JSON.parse(text) as { readonly entries: readonly Entry[] }).entries;
}

test.run();
