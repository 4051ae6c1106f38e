import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeMargins } from '../../src/gate/judge-margin.ts';
import { mcnemarExact } from '../../src/gate/mcnemar.ts';
import { chanceToFail, powerAtMargin, smallestDrop } from '../../src/gate/power.ts';
import { nextLook, seedLooks } from '../../src/gate/seed-looks.ts';
import { holm } from '../../src/learn/uncertainty/holm.ts';
import type { RunsDifference } from '../../src/model/gate-report.ts';

const near = (found: number | undefined, wanted: number, within = 1e-6) =>
  assert.ok(Math.abs((found ?? Number.NaN) - wanted) <= within, `${found}, ${wanted}`);

function difference(estimate: number, error: number, more: Partial<RunsDifference> = {}): RunsDifference {
  return {
    candidate: 0.6 + estimate,
    baseline: 0.6,
    estimate,
    low: estimate - 1.96 * error,
    high: estimate + 1.96 * error,
    standardError: error,
    rowError: error,
    seedError: 0,
    degreesOfFreedom: Number.POSITIVE_INFINITY,
    quantile: 1.96,
    rows: 700,
    units: 700,
    blockLength: 1,
    runs: { candidate: 1, baseline: 1 },
    isDegenerate: false,
    ...more,
  };
}

const judge = (...differences: readonly RunsDifference[]) =>
  judgeMargins(differences.map((each) => ({ margin: 0.02, difference: each, isAlike: false })));

test('an interval above the margin passes, one below fails, one around it cannot be told', () => {
  const states = [0, -0.05, -0.02].map((estimate) => judge(difference(estimate, 0.009))[0]?.state);
  assert.equal(states, ['passed', 'failed', 'cannot-tell']);
});

test('several margins are judged by Holm: one that is barely broken alone may be chance among many', () => {
  const barely = difference(-0.0395, 0.0095);
  assert.is(judge(barely)[0]?.state, 'failed');
  const quiet = difference(0, 0.0095);
  assert.is(judge(barely, quiet, quiet, quiet)[0]?.state, 'cannot-tell');
});

test("Holm's adjusted p are those of the textbook", () => {
  // 0.01 × 4, 0.005 × … : worked by hand.
  assert.equal(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
});

test('rows that would settle it grow with the square of what is left', () => {
  const [judged] = judge(difference(-0.01, 0.01));
  near(judged?.rowsToSettle ?? 0, Math.ceil(700 * ((1.96 * 0.01) / 0.01) ** 2), 1);
  assert.is(
    judge(difference(-0.02, 0.01))[0]?.rowsToSettle,
    null,
    'a drop of just the margin is never settled',
  );
});

test('seeds settle what seeds blur, and nothing that rows blur', () => {
  const bySeeds = difference(-0.005, 0.012, {
    rowError: 0.001,
    seedError: 0.012,
    runs: { candidate: 2, baseline: 5 },
  });
  const [judged] = judge(bySeeds);
  assert.ok((judged?.seedsToSettle ?? 0) > 2);
  assert.is(judge(difference(-0.005, 0.012))[0]?.seedsToSettle, null);
});

test('no flip in few rows is no proof; identical predictions are', () => {
  const none = difference(0, 0, { low: 0, high: 0, isDegenerate: true, units: 50 });
  assert.is(judge(none)[0]?.state, 'cannot-tell');
  assert.is(judge({ ...none, units: 1000 })[0]?.state, 'passed');
  assert.is(judgeMargins([{ margin: 0, difference: none, isAlike: true }])[0]?.state, 'passed');
});

test('power at the margin is the chance that a drop of that size shows as one', () => {
  const error = { margin: 0.028, standardError: 0.01, quantile: 1.96 };
  near(powerAtMargin(error), 0.7995458, 1e-6);
  near(chanceToFail(0.028, error), 0.0249979, 1e-6);
  near(chanceToFail(smallestDrop(error), error), 0.8, 1e-6);
});

test('the exact McNemar p is twice the tail of a fair coin', () => {
  near(mcnemarExact(10, 2), (2 * (1 + 12 + 66)) / 4096, 1e-12);
  assert.is(mcnemarExact(0, 0), 1);
  assert.is(mcnemarExact(5, 5), 1);
});

test('auto looks after 2, 4 and 8 seeds, and stops where nothing is open', () => {
  assert.equal(seedLooks({ seeds: 'auto', maxSeeds: 8 }), [2, 4, 8]);
  assert.equal(seedLooks({ seeds: 'auto', maxSeeds: 5 }), [2, 4, 5]);
  assert.equal(seedLooks({ seeds: 3, maxSeeds: 8 }), [3]);
  assert.is(nextLook({ state: 'passed', verdicts: [] }, { looks: [2, 4], runs: 2 }), null);
});

test.run();
