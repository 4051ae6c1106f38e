/** Where there is nothing to learn, the whole example must not claim that it learned something. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../src/base/random.ts';
import { beatsMajority } from '../support/beats-majority.ts';
import { exampleRun, exampleStages } from '../support/example-run.ts';
import { randomWalk, shippedMarket } from '../support/market-data.ts';

for (const seed of [1, 2, 3]) {
  test(`on a random walk of two symbols the example does not beat the majority class (walk ${seed})`, async () => {
    using example = await exampleRun(randomWalk({ seed, days: 1200, symbols: ['A', 'B'] }));
    await example.run(...exampleStages);
    assert.not(beatsMajority(example), JSON.stringify(example.metric('evaluate.accuracy_over_majority')));
    // Two symbols of a day are no two days, and labels of seven days overlap.
    const { n, effectiveN } = example.metric('evaluate.accuracy');
    assert.ok(Number(effectiveN) < Number(n) / 2, `${effectiveN} of ${n}`);
  });
}

test('on real prices with shuffled labels the example does not beat the majority class', async () => {
  using example = await exampleRun(await shippedMarket());
  await example.run('features', 'label');
  await example.replace('label.table', (labels) => {
    const shuffled = [...(labels.label as readonly (string | null)[])];
    const labelled = [...shuffled.keys()].filter((row) => shuffled[row] !== null);
    const random = randomFrom(7);
    for (let i = labelled.length - 1; i > 0; i--) {
      const [a, b] = [labelled[i] as number, labelled[Math.floor(random() * (i + 1))] as number];
      [shuffled[a], shuffled[b]] = [shuffled[b] ?? null, shuffled[a] ?? null];
    }
    return { ...labels, label: shuffled };
  });
  await example.run('split', 'train-network', 'train-forest', 'evaluate');
  assert.not(beatsMajority(example), JSON.stringify(example.metric('evaluate.accuracy_over_majority')));
});

test.run();
