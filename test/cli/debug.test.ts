import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const factsOf = (stderr: string, topic: string) =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith(`labbook:${topic} `))
    .map((line) => JSON.parse(line.slice(`labbook:${topic} `.length)) as Record<string, unknown>);

test('LABBOOK_DEBUG prints the decisions of the topics that it names, even where nothing has to be done', async () => {
  using project = temporaryProject(numberPipeline, { LABBOOK_DEBUG: 'plan,execute', SECRET: 'hush' });
  const first = await project.run('run');
  assert.equal(
    factsOf(first.stderr, 'plan').map(({ stage, kind }) => `${stage} ${kind}`),
    ['numbers stale', 'powers stale', 'total stale'],
  );
  const started = factsOf(first.stderr, 'execute').filter(({ did }) => did === 'start');
  assert.equal(
    started.map(({ stage, half }) => `${stage} ${half}`),
    ['numbers run', 'powers run', 'powers view', 'total run'],
  );
  assert.equal(factsOf(first.stderr, 'store'), []);
  const second = await project.run('run');
  assert.equal(
    factsOf(second.stderr, 'plan').map(({ kind }) => kind),
    ['cached', 'cached', 'cached'],
  );
  assert.not.match(first.stderr + second.stderr, 'hush');
});

test('the store says what it puts, commits and looks up', async () => {
  using project = temporaryProject(numberPipeline, { LABBOOK_DEBUG: 'store' });
  const { stderr } = await project.run('run', 'numbers');
  const did = factsOf(stderr, 'store').map((fact) => fact.did);
  for (const one of ['put', 'commit', 'look up']) assert.ok(did.includes(one), one);
  assert.not.match(stderr, 'labbook:plan');
});

test('a new stage is built four times, and after an edit those that reach the file', async () => {
  using project = temporaryProject(numberPipeline, { LABBOOK_DEBUG: 'execute' });
  const builds = async (...args: readonly string[]) => {
    const { stderr } = await project.run('run', ...args);
    const bundled = factsOf(stderr, 'execute').filter(({ did }) => did === 'bundle');
    return bundled.map(({ module, exports, builds }) => `${module} ${exports}: ${builds}`).sort();
  };
  const of = (stage: string) => [
    `stages/${stage}.ts params: 1`,
    `stages/${stage}.ts run,params: 2`,
    `stages/${stage}.ts view,params: 1`,
  ];
  assert.equal(await builds(), ['numbers', 'powers', 'total'].flatMap(of));
  assert.equal(await builds(), []);
  assert.equal(await builds('--set', 'params.power=3'), []);
  project.write(
    'stages/lib/raise.ts',
    'export const raise = (value: number, power: number) => power * value;\n',
  );
  assert.equal(await builds(), of('powers'));
});

test.run();
