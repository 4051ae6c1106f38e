import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest } from '../../src/base/digest.ts';
import type { ExperimentRecord } from '../../src/model/record.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('materials');

const emptyLock = '{"name": "a-project", "lockfileVersion": 3, "packages": {}}\n';

test('every source file that reached a bundle is kept as a blob, in git or not, with manifests and inputs', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'package-lock.json': emptyLock,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      'inputs: { list: powers.list }',
      "inputs: { list: powers.list, extra: 'file:seed/extra.csv' }",
    ),
    'seed/extra.csv': 'a\n1\n',
  });
  const { materials } = await recordOf(project);
  assert.equal(
    materials?.files.map(({ path }) => path),
    [
      'package-lock.json',
      'package.json',
      'stages/lib/raise.ts',
      'stages/numbers.ts',
      'stages/powers.ts',
      'stages/total.ts',
    ],
  );
  assert.equal(
    materials?.inputs.map(({ path }) => path),
    ['seed/extra.csv'],
  );
  for (const { path, blob, bytes } of [...(materials?.files ?? []), ...(materials?.inputs ?? [])]) {
    const kept = readFileSync(storeFolder(join(project.root, '.labbook')).blob(blob as Digest), 'utf8');
    assert.is(kept, project.read(path));
    assert.is(Buffer.byteLength(kept), bytes);
  }
});

test('a run says at its end what could not be kept: values of the environment, packages past the lock', async () => {
  using project = temporaryProject(
    {
      ...numberPipeline,
      'package-lock.json': emptyLock,
      'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
        'inputs: { list: powers.list }',
        'inputs: { list: powers.list }\n    env: [SALT, UNSET]',
      ),
    },
    { SALT: 'hunter2' },
  );
  const { exitCode, stdout } = await project.run('run');
  assert.is(exitCode, 0);
  assert.match(stdout, 'not kept: the value of SALT: environment values are never stored');
  assert.match(stdout, /not kept: what zod@[\d.]+ holds: not in package-lock.json/);
  assert.not.match(stdout, 'UNSET');
  const again = await project.run('run');
  assert.not.match(again.stdout, 'not kept', 'only a new experiment has something to say of it');
});

test('without a lock file the run says that nothing tells which packages to install', async () => {
  using project = temporaryProject(numberPipeline);
  const { stdout } = await project.run('run');
  assert.match(stdout, 'not kept: which packages to install: there is no package-lock.json');
});

test('a source file outside the project is named as not kept', async () => {
  using project = temporaryProject({
    ...numberPipeline,
    'package-lock.json': emptyLock,
  });
  using other = temporaryProject({ 'raise.ts': numberPipeline['stages/lib/raise.ts'] ?? '' });
  project.write(
    'stages/powers.ts',
    project.read('stages/powers.ts').replace('./lib/raise.ts', `${other.root}/raise.ts`),
  );
  const { stdout } = await project.run('run');
  assert.match(stdout, /not kept: .*raise\.ts: outside the project/);
});

async function recordOf(project: TemporaryProject): Promise<ExperimentRecord> {
  const { answer, stderr, exitCode } = await project.runJson();
  assert.is(exitCode, 0, stderr);
  return JSON.parse(project.read(`experiments/${answer.experiment}/record.json`)) as ExperimentRecord;
}

test.run();
