import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatedPipeline, withGates } from '../support/gated-project.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

interface CheckJson {
  readonly state: string;
  readonly bisect: string | null;
  readonly seeds: number;
  readonly looks: { readonly times: number } | null;
  readonly report: {
    readonly verdicts: readonly {
      readonly at: string;
      readonly state: string;
      readonly facts: { readonly kind: string; readonly [key: string]: unknown };
    }[];
  };
}

async function accepted(files = gatedPipeline): Promise<TemporaryProject> {
  const project = temporaryProject(files);
  await project.run('run');
  const { exitCode, stderr } = await project.run('baseline', 'accept', '--reason', 'the first');
  assert.is(exitCode, 0, stderr);
  return project;
}

async function check(project: TemporaryProject, ...args: readonly string[]) {
  const end = await project.run('check', '--json', ...args);
  return { ...end, answer: JSON.parse(end.stdout) as CheckJson };
}

const factsOf = ({ report }: CheckJson) =>
  report.verdicts.map(({ state, facts }) => `${state} ${facts.kind}`);

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

test('5: without a baseline, and with one of other test rows, nothing is comparable', async () => {
  using project = temporaryProject(gatedPipeline);
  const none = await check(project);
  assert.is(none.exitCode, 5);
  assert.equal(factsOf(none.answer), ['passed bound', 'not-comparable no-baseline']);
  using other = await accepted();
  const { exitCode, answer } = await check(other, '--set', 'params.rows=500');
  assert.is(exitCode, 5);
  assert.equal(factsOf(answer), ['passed bound', 'not-comparable other-test-set']);
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

test('a clean clone needs nothing but what is committed', async () => {
  using project = await accepted();
  using clone = temporaryProject({ ...gatedPipeline, 'baseline.json': project.read('baseline.json') });
  const [file = ''] = /baseline\/[0-9a-f]{16}\.csv\.gz/.exec(project.read('baseline.json')) ?? [];
  clone.write('baseline/README.md', '');
  writeFileSync(join(clone.root, file), readFileSync(join(project.root, file)));
  assert.is((await check(clone)).exitCode, 0);
  assert.is((await check(clone, '--set', 'params.skill=0.5')).exitCode, 3);
});

test('several seeds are run, recorded, and leave the outputs of the candidate in place', async () => {
  using project = await accepted();
  const before = project.read('data/predictions.csv');
  const { exitCode, answer } = await check(project, '--seeds', '3');
  assert.is(exitCode, 0);
  assert.is(answer.seeds, 3);
  assert.is(project.read('data/predictions.csv'), before);
  assert.is(answer.looks?.times, 3);
  await project.run('baseline', 'accept', 'latest~2', '--reason', 'with its seeds');
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
  using github = temporaryProject(
    { ...gatedPipeline, 'baseline.json': project.read('baseline.json') },
    { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
  );
  const [file = ''] = /baseline\/[0-9a-f]{16}\.csv\.gz/.exec(project.read('baseline.json')) ?? [];
  github.write('baseline/README.md', '');
  writeFileSync(join(github.root, file), readFileSync(join(project.root, file)));
  const { exitCode, stderr } = await github.run('check', '--set', 'params.skill=0.55', ...forms);
  assert.is(exitCode, 3);
  assert.match(stderr, '::error file=pipeline.yaml,line=18,title=evaluate.accuracy margin::');
  assert.match(github.read('out/check.xml'), '<testcase classname="gates" name="evaluate.accuracy margin"');
  assert.match(github.read('out/check.xml'), '<failure type="failed"');
  assert.match(github.read('out/check.md'), '❌ failed | evaluate.accuracy margin');
  assert.is(readFileSync(summary, 'utf8'), github.read('out/check.md'));
  const [issue] = JSON.parse(github.read('out/quality.json')) as { location: unknown; severity: string }[];
  assert.equal(issue?.location, { path: 'pipeline.yaml', lines: { begin: 18 } });
});

test('accepting asks for a reason, keeps the history, and knows the best ever', async () => {
  using project = await accepted();
  assert.is((await project.run('baseline', 'accept')).exitCode, 2);
  await project.run('run', '--set', 'params.skill=0.75');
  await project.run('baseline', 'accept', 'latest', '--reason', 'cheaper');
  const { stdout } = await project.run('baseline', 'history', '--json');
  const { history } = JSON.parse(stdout) as { history: { reason: string }[] };
  assert.equal(
    history.map(({ reason }) => reason),
    ['the first', 'cheaper'],
  );
  assert.match(
    (await project.run('baseline', 'show')).stdout,
    /evaluate\.accuracy {2}0\.\d+ {2}\(best 0\.\d+ by /,
  );
});

test('a slow decline shows against the best ever accepted', async () => {
  const gates = '  metrics: {accuracy: {margin: 0.1, drift: 0.1 since best}}\n';
  using project = await accepted(withGates(gates));
  await project.run('run', '--set', 'params.skill=0.7');
  await project.run('baseline', 'accept', 'latest', '--reason', 'a little worse');
  const { exitCode, answer } = await check(project, '--set', 'params.skill=0.6');
  assert.is(exitCode, 3);
  assert.is(answer.report.verdicts.find(({ at }) => at.endsWith('drift'))?.state, 'failed');
  assert.is.not(answer.report.verdicts.find(({ at }) => at.endsWith('margin'))?.state, 'failed');
});

test.run();
