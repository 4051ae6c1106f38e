import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, check, copyBaseline, gatedPipeline } from '../support/gated-project.ts';
import { temporaryProject } from '../support/temporary-project.ts';

test('a clean clone needs nothing but what is committed', async () => {
  using project = await accepted();
  using clone = temporaryProject(gatedPipeline);
  copyBaseline(project, clone);
  assert.is((await check(clone)).exitCode, 0);
  assert.is((await check(clone, '--set', 'params.skill=0.5')).exitCode, 3);
});

test('several seeds are run, recorded, and leave the outputs of the candidate in place', async () => {
  const yaml = gatedPipeline['pipeline.yaml'] ?? '';
  const models = 'models: { it: { files: { file: train.model }, evaluate: evaluate } }\ngates:';
  using project = await accepted({ ...gatedPipeline, 'pipeline.yaml': yaml.replace('gates:', models) });
  const registered = project.read('ml-models/versions.json');
  const before = project.read('data/predictions.csv');
  const { exitCode, answer } = await check(project, '--seeds', '3');
  assert.is(exitCode, 0);
  assert.is(answer.seeds, 3);
  assert.is(project.read('data/predictions.csv'), before);
  assert.is(answer.looks?.times, 3);
  assert.is(project.read('ml-models/versions.json'), registered, 'what is only looked at is no version');
  const { stdout: shown } = await project.run('show', 'latest', '--json');
  assert.is(
    (JSON.parse(shown) as { experiment: { pipeline: { seed: number } } }).experiment.pipeline.seed,
    7,
  );
  assert.match((await project.run('show')).stdout, 'scored 3 times on this test set');
  await project.run('baseline', 'accept', 'latest', '--reason', 'with its seeds');
  const { predictions } = JSON.parse(project.read('baseline.json')) as { predictions: { seed: number }[] };
  assert.equal(
    predictions.map(({ seed }) => seed),
    [7, 8, 9],
  );
});

test('auto adds seeds only while they can settle something', async () => {
  using project = await accepted();
  assert.is((await check(project, '--seeds', 'auto')).answer.seeds, 2);
});

test('JUnit, markdown, code quality, annotations and the step summary say the same', async () => {
  using project = await accepted();
  const forms = ['--junit', 'out/check.xml', '--md', 'out/check.md', '--code-quality', 'out/quality.json'];
  const summary = join(project.root, 'summary.md');
  using github = temporaryProject(gatedPipeline, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
  copyBaseline(project, github);
  const { exitCode, stderr } = await github.run('check', '--set', 'params.skill=0.55', ...forms);
  assert.is(exitCode, 3);
  assert.match(stderr, '::error file=pipeline.yaml,line=18,title=evaluate.accuracy margin::');
  assert.match(github.read('out/check.xml'), '<testcase classname="gates" name="evaluate.accuracy margin"');
  assert.match(github.read('out/check.xml'), '<failure type="failed"');
  assert.match(github.read('out/check.md'), '❌ failed | evaluate.accuracy margin');
  // The accepted experiment is not here: the page is by what baseline/ holds.
  assert.match(github.read('reports/check.html'), 'evaluate.accuracy margin');
  assert.not.match(github.read('reports/check.html'), 'What changed between the two');
  assert.is(readFileSync(summary, 'utf8'), github.read('out/check.md'));
  const [issue] = JSON.parse(github.read('out/quality.json')) as { location: unknown; severity: string }[];
  assert.equal(issue?.location, { path: 'pipeline.yaml', lines: { begin: 18 } });
});

test('calibrating tells how equally good runs came out, and draws what the gate would catch', async () => {
  using project = await accepted();
  const { exitCode, stdout } = await project.run('check', '--calibrate', '--seeds', '3', '--json');
  assert.is(exitCode, 0);
  const { gates, runs } = JSON.parse(stdout) as {
    readonly runs: number;
    readonly gates: readonly {
      readonly failed: number;
      readonly curve: readonly { readonly fails: number }[];
    }[];
  };
  assert.is(runs, 3);
  assert.is(gates[0]?.failed, 0);
  const fails = gates[0]?.curve.map((point) => point.fails) ?? [];
  assert.ok((fails[0] ?? 1) < 0.01 && (fails.at(-1) ?? 0) > 0.99, fails.join());
  assert.match(project.read('reports/calibration.html'), 'The chance that evaluate.accuracy fails');
});

test.run();
