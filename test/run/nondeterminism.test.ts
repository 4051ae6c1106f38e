import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const test = suite('another result of the same recipe');

function projectWith(powers: string) {
  return temporaryProject({
    ...numberPipeline,
    'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
      'raise(value, ctx.params.power)',
      powers,
    ),
  });
}

test('is told each time that it is made, and kept with the result and in the record', async () => {
  using project = projectWith('value * process.pid');
  const first = await project.runJson();
  assert.is(first.answer.stages[1]?.notices, undefined);
  const again = await project.runJson('--force');
  const [notice] = again.answer.stages[1]?.notices ?? [];
  assert.is(notice?.kind, 'nondeterminism');
  const outputs = notice?.outputs as { name: string; before: string; after: string }[];
  assert.equal(
    outputs.map(({ name, before, after }) => [name, before, after]),
    [['list', first.answer.stages[1]?.outputs.list?.digest, again.answer.stages[1]?.outputs.list?.digest]],
  );
  assert.match(
    again.stderr,
    'powers: ! the same recipe gave another result when it was run again: output list',
  );
  assert.is(again.answer.stages[0]?.notices, undefined, 'its neighbours are as they were');
  const record = JSON.parse(project.read(`experiments/${again.answer.experiment}/record.json`));
  assert.equal(record.stages[1].notices, [notice]);
  const third = await project.runJson();
  assert.equal(third.answer.stages[1]?.notices, [notice], 'known of a result that is only restored');
});

test('is told of metrics, too, and stays known where the next result is equal', async () => {
  using project = projectWith('value');
  const metric = (value: string) =>
    project.write(
      'stages/powers.ts',
      project
        .read('stages/powers.ts')
        .replace(/ctx.log.info\(.*\);|ctx.metric\(.*\);/, `ctx.metric('draw', ${value});`),
    );
  metric('process.pid');
  await project.runJson();
  const [notice] = (await project.runJson('--force')).answer.stages[1]?.notices ?? [];
  assert.equal([notice?.outputs, notice?.metrics], [[], ['draw']]);
});

test('is nothing to tell of where results are equal', async () => {
  using project = projectWith('value');
  await project.runJson();
  const { answer } = await project.runJson('--force');
  assert.equal(
    answer.stages.map(({ notices }) => notices),
    [undefined, undefined, undefined],
  );
});

test.run();
