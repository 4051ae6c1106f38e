/** Mistakes planted in the example, each of which lets it see what is to come: each must be caught. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stratifiedRandom } from '../../src/learn/split/stratified-random.ts';
import { beatsMajority } from '../support/beats-majority.ts';
import { type ExampleRun, exampleRun } from '../support/example-run.ts';
import { randomWalk } from '../support/market-data.ts';
import { plantedStage } from '../support/planted-stage.ts';

const walk = randomWalk({ seed: 5, days: 900, symbols: ['A', 'B'] });

test('a feature that holds the future return is caught by the score: it beats the majority on a random walk', async () => {
  using example = await exampleRun(walk);
  await example.run('features', 'label');
  const { forward_return } = await example.table('label.table');
  await example.replace('features.table', (features) => ({ ...features, sentiment: forward_return ?? [] }));
  await example.run('split', 'train-network', 'train-forest', 'evaluate');
  assert.ok(beatsMajority(example));
  assert.ok(example.metric('evaluate.accuracy').value > 0.9);
});

test('a row that says it knew something after its time is caught before anything is fitted', async () => {
  using example = await exampleRun(walk);
  await example.run('features', 'label');
  await example.replace('features.table', (features) => ({
    ...features,
    available_at: Float64Array.from(features.available_at as Float64Array, (at, row) =>
      row === 40 ? at + 1 : at,
    ),
  }));
  await refused(example, {
    stage: 'split',
    message: /^look-ahead: row 40 decides at .* on what became known at /,
  });
});

test("a join that takes the next day's post is caught by when the post became known", async () => {
  using planted = plantedStage('features.ts', {
    instead: 'decidedAt: ts,',
    code: 'decidedAt: ts.map((day) => day + 86_400_000),',
  });
  using example = await exampleRun(walk, { modules: { features: planted.path } });
  await example.run('features', 'label');
  await refused(example, { stage: 'split', message: /^look-ahead: row 0 decides at / });
});

test('a training day whose label reaches into a later part is caught by every stage that takes rows', async () => {
  using example = await exampleRun(walk);
  await example.run('features', 'label', 'split', 'train-network', 'train-forest');
  await example.replace('split.table', (split) => ({
    ...split,
    part: (split.part as readonly (string | null)[]).map((part) => (part === 'purged' ? 'train' : part)),
  }));
  for (const stage of ['train-network', 'train-forest', 'evaluate']) {
    await refused(example, {
      stage,
      message: /^leakage in fold 0: row \d+ is in train, and its label looks ahead to /,
    });
  }
});

test('a random split of dated rows is caught by every stage that takes rows', async () => {
  using example = await exampleRun(walk);
  await example.run('features', 'label', 'split', 'train-network', 'train-forest');
  const { label } = await example.table('label.table');
  const { part } = stratifiedRandom({
    label: label as readonly (string | null)[],
    fractions: { train: 0.7, validation: 0.15, test: 0.15 },
    seed: 1,
  });
  await example.replace('split.table', (split) => ({ ...split, part }));
  for (const stage of ['train-network', 'train-forest', 'evaluate']) {
    await refused(example, { stage, message: /^leakage in fold 0: row \d+ is in train/ });
  }
});

test('all symbols are cut at the same instants', async () => {
  using example = await exampleRun(walk);
  await example.run('features', 'label', 'split');
  const { ts, part, symbol } = await example.table('split.table');
  const partsOf = new Map<number, Set<string | null>>();
  for (const [row, name] of (part as readonly (string | null)[]).entries()) {
    const at = Number(ts?.[row]);
    partsOf.set(at, (partsOf.get(at) ?? new Set()).add(name));
  }
  assert.equal([...new Set(symbol as readonly string[])], ['A', 'B']);
  assert.ok([...partsOf.values()].every((parts) => parts.size === 1));
});

async function refused(
  example: ExampleRun,
  { stage, message }: { readonly stage: string; readonly message: RegExp },
): Promise<void> {
  const failure = await example.run(stage).then(
    () => null,
    (error: Error) => error,
  );
  assert.ok(failure, `${stage} noticed nothing`);
  assert.match(failure.message, message);
}

test.run();
