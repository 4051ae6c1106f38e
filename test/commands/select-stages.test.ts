import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { selectStages } from '../../src/commands/select-stages.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('stages as the command line names them');

const stage = (id: string, ...from: readonly string[]) =>
  ({
    id,
    inputs: Object.fromEntries(
      from.map((one) => [`of ${one}`, { kind: 'output', stage: one, output: 'x' }] as const),
    ),
  }) as unknown as StageSpec;
const stages = [
  stage('rows'),
  stage('train@forest', 'rows'),
  stage('train@network', 'rows'),
  stage('score', 'train@forest', 'train@network'),
  stage('page', 'score'),
  stage('other'),
];

const chosen = (request: Parameters<typeof selectStages>[1]) => {
  const choice = selectStages(stages, request);
  return [[...choice.chosen].join(' '), [...choice.selected].sort().join(' ')];
};

test('are meant by name, by glob, by matrix, with all below them, and between two', () => {
  assert.equal(chosen({ named: ['score'] }), ['score', 'rows score train@forest train@network']);
  assert.equal(chosen({ named: ['train@f*'] }), ['train@forest', 'rows train@forest']);
  assert.equal(chosen({ named: ['train'] }), [
    'train@forest train@network',
    'rows train@forest train@network',
  ]);
  assert.is(chosen({ named: ['score+'] })[0], 'score page');
  assert.is(chosen({ named: [], from: ['train@network'] })[0], 'train@network score page');
  assert.is(chosen({ named: [], until: ['train'] })[0], 'rows train@forest train@network');
  assert.is(chosen({ named: [], from: ['train@network'], until: ['score'] })[0], 'train@network score');
  assert.is(chosen({ named: [] })[0], stages.map(({ id }) => id).join(' '));
  assert.equal(
    selectStages(stages, { named: ['scores', 'x*'] }).unknown.map((one) => 'near' in one && one.near),
    ['score', null],
  );
});

test('run and are looked at alone; --only takes what stands above them, or says what does not', async () => {
  using project = temporaryProject(numberPipeline);
  const only = await project.run('run', 'powers', '--only');
  assert.is(only.exitCode, 2);
  assert.match(only.stderr, '--only takes what stands, and numbers would run');
  assert.equal(statesOf((await project.runJson('num*')).answer), { numbers: 'ran' });
  assert.equal(statesOf((await project.runJson('powers', '--only')).answer), {
    numbers: 'cached',
    powers: 'ran',
  });
  const { stdout } = await project.run('status', 'powers');
  assert.not.match(stdout, 'total');
  assert.match(stdout, 'nothing to do');
  assert.match((await project.run('status', 'powrs')).stderr, 'did you mean "powers"?');
  const dry = await project.run('-C', project.root, 'run', '-n', '--from', 'powers', '-q');
  assert.match(dry.stdout, 'total');
  assert.is(dry.stderr, '');
});

test('have their last log printed', async () => {
  using project = temporaryProject({
    'pipeline.yaml': 'version: 1\nname: log\nstages:\n  say:\n    command: [sh, -c, "echo hello; exit 3"]\n',
  });
  assert.match((await project.run('logs', 'say')).stderr, 'say said nothing in any run that is kept.');
  await project.run('run');
  const { stdout, exitCode } = await project.run('logs', 'say');
  assert.is(exitCode, 0);
  assert.match(stdout, /stdout hello/);
  assert.match((await project.run('logs', 'sya')).stderr, 'did you mean "say"?');
  assert.match((await project.run('--verson')).stderr, 'did you mean "--version"?');
});

test('letters stand for flags', () => {
  const takes = {
    name: 'run',
    positionals: { label: '', min: 0, max: 0 },
    options: { jobs: { type: 'string', short: 'j', summary: '' } },
  } as const;
  assert.equal(parseArguments(['-j', '4', '-q', '-C', 'x'], takes).flags, {
    jobs: '4',
    quiet: true,
    project: 'x',
  });
});

test.run();
