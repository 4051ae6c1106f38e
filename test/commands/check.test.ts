import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, check, factsOf, gatedPipeline, withGates } from '../support/gated-project.ts';
import { temporaryProject } from '../support/temporary-project.ts';

test('0: the same code against its own baseline passes', async () => {
  using project = await accepted();
  const { exitCode, answer } = await check(project);
  assert.is(exitCode, 0);
  assert.equal(factsOf(answer), ['passed bound', 'passed margin']);
});

test('0: another seed of an equal model is no regression', async () => {
  using project = await accepted();
  const { exitCode, answer } = await check(project, '--set', 'seed=8');
  assert.is(exitCode, 0, JSON.stringify(answer.report));
});

test('1: a stage that fails ends the check', async () => {
  using project = await accepted();
  project.write('stages/train.ts', 'export function run() { throw new Error("no"); }\n');
  project.write(
    'pipeline.yaml',
    (gatedPipeline['pipeline.yaml'] ?? '').replace("    params: { skill: '${params.skill}' }\n", ''),
  );
  assert.is((await project.run('check')).exitCode, 1);
});

test('2: without gates there is nothing to check, and a mistake in them is told with its line', async () => {
  const [head = ''] = (gatedPipeline['pipeline.yaml'] ?? '').split('gates:\n');
  using bare = temporaryProject({ ...gatedPipeline, 'pipeline.yaml': head });
  const without = await bare.run('check');
  assert.is(without.exitCode, 2);
  assert.match(without.stderr, 'pipeline.yaml has no gates');
  using wrong = temporaryProject(withGates('  metrics: {accuracy: {margn: 1}}\n'));
  const mistaken = await wrong.run('check');
  assert.is(mistaken.exitCode, 2);
  assert.match(mistaken.stderr, 'pipeline.yaml:17:');
  assert.match(mistaken.stderr, 'did you mean "margin"?');
});

test('3: a model that is worse than its margin is a regression, and the cause is a command away', async () => {
  using project = await accepted();
  const { exitCode, answer } = await check(project, '--set', 'params.skill=0.55');
  assert.is(exitCode, 3);
  assert.equal(factsOf(answer), ['passed bound', 'failed margin']);
  assert.match(answer.bisect ?? '', /^labbook bisect \S+ \S+$/);
  assert.match(project.read('reports/check.html'), /href="compare-[\w-]+\.html"/);
  assert.match(project.read(answer.comparison ?? ''), 'evaluate.accuracy');
  const { stdout } = await project.run('check', '--set', 'params.skill=0.55');
  assert.match(stdout, 'failed       evaluate.accuracy margin');
});

test('3: a metric that is missing, renamed or below its floor fails', async () => {
  using project = await accepted(
    withGates('  metrics: {evaluate.acuracy: {margin: 0.1}, accuracy: {floor: 0.99}}\n'),
  );
  const { exitCode, answer } = await check(project);
  assert.is(exitCode, 3);
  assert.equal(factsOf(answer), ['failed missing', 'failed bound']);
  assert.is(answer.report.verdicts[0]?.facts.near, 'evaluate.accuracy');
});

test('3: a number that the predictions do not give is not believed', async () => {
  using project = await accepted();
  const stage = gatedPipeline['stages/evaluate.ts'] ?? '';
  project.write('stages/evaluate.ts', stage.replace('right / rows.length', 'right / rows.length + 0.05'));
  const { exitCode, answer } = await check(project);
  assert.is(exitCode, 3);
  assert.equal(factsOf(answer), ['passed bound', 'failed not-recomputed']);
});

test('4: what cannot be told is a warning, or fails where the policy says so', async () => {
  const tight = (policy: string) =>
    withGates(`  cannotTell: ${policy}\n  metrics: {accuracy: {margin: 0.001}}\n`);
  using strict = await accepted(tight('fail'));
  const failing = await check(strict, '--set', 'seed=8');
  assert.equal(factsOf(failing.answer), ['cannot-tell margin']);
  assert.is(failing.exitCode, 4);
  using lenient = await accepted(tight('warn'));
  assert.is((await check(lenient, '--set', 'seed=8')).exitCode, 0);
});

test('5: without a baseline nothing is comparable', async () => {
  using project = temporaryProject(gatedPipeline);
  const none = await check(project);
  assert.is(none.exitCode, 5);
  assert.equal(factsOf(none.answer), ['passed bound', 'not-comparable no-baseline']);
});

test('where the test rows changed, the accepted model is scored on the new ones, by its own code', async () => {
  using project = await accepted();
  // The candidate's own scoring is another: what the baseline says must not go by it.
  const stage = gatedPipeline['stages/evaluate.ts'] ?? '';
  project.write('stages/evaluate.ts', stage.replace('ctx.random() < skill', 'ctx.random() < skill - 0.3'));
  const worse = await check(project, '--set', 'params.rows=500');
  assert.is(worse.exitCode, 3);
  const margin = worse.answer.report.verdicts.find(({ at }) => at.endsWith('margin'));
  assert.equal(margin?.facts.scoredAnew, ['train.model']);
  const { baseline, candidate } = (margin?.facts.difference ?? {}) as { baseline: number; candidate: number };
  assert.ok(baseline > 0.75 && candidate < 0.6, `${baseline} → ${candidate}`);
  project.write('stages/evaluate.ts', stage);
  const equal = await project.run('check', '--set', 'params.rows=500');
  assert.is(equal.exitCode, 0, equal.stdout);
  assert.match(
    equal.stdout,
    'the baseline was accepted on other rows: its model (train.model) was scored on these',
  );

  // What cannot be scored anew is told with the reason.
  const why = async (...args: readonly string[]) => {
    const { exitCode, answer } = await check(project, ...args);
    assert.is(exitCode, 5);
    const { facts } = answer.report.verdicts.find(({ at }) => at.endsWith('margin')) ?? {};
    return facts?.notScored as { readonly kind: string };
  };
  project.write('stages/rows.ts', (gatedPipeline['stages/rows.ts'] ?? '').replace('label:', 'tag:'));
  project.write('stages/evaluate.ts', stage.replaceAll('row.label', 'row.tag'));
  assert.is((await why('--set', 'params.rows=500')).kind, 'still-other');
  const model = JSON.parse(project.read('baseline.json')) as { experiment: string };
  rmSync(join(project.root, 'experiments', model.experiment), { recursive: true });
  assert.equal(await why('--set', 'params.rows=500'), { kind: 'not-here', experiment: model.experiment });
});

test('7: a baseline that was edited by hand, or whose predictions were, is not believed', async () => {
  using project = await accepted();
  const text = project.read('baseline.json');
  project.write('baseline.json', text.replace(/"value": 0\.\d+/, '"value": 0.1'));
  const edited = await project.run('check');
  assert.is(edited.exitCode, 7);
  assert.match(edited.stderr, 'baseline.json: the baseline was edited by hand');
  project.write('baseline.json', text);
  const [file = ''] = /baseline\/[0-9a-f]{16}\.csv\.gz/.exec(text) ?? [];
  const bytes = readFileSync(join(project.root, file));
  writeFileSync(join(project.root, file), bytes.subarray(1));
  assert.match((await project.run('check')).stderr, 'are not those that were accepted');
  rmSync(join(project.root, file));
  const missing = await project.run('check');
  assert.is(missing.exitCode, 7);
  assert.match(missing.stderr, 'are missing');
});

test.run();
