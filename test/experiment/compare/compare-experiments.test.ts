import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import {
  compareExperiments,
  type ExperimentToCompare,
} from '../../../src/experiment/compare/compare-experiments.ts';
import type { Columns } from '../../../src/learn/columns.ts';
import { r2 } from '../../../src/learn/metrics/r2.ts';
import type { PairComparison } from '../../../src/model/comparison.ts';
import { scoredExperiment as experiment } from '../../support/compared-experiments.ts';
import { recordVariant } from '../../support/record-variants.ts';
import { metricsOfRows, scoredRows } from '../../support/scored-rows.ts';

const otter = '20261122-1432-calm-otter';
const lynx = '20261123-0800-brave-lynx';

function pair(a: ExperimentToCompare, b: ExperimentToCompare): PairComparison {
  const [only] = compareExperiments([a, b], { baseline: 0 }).pairs;
  if (only === undefined) throw new Error('no pair');
  return only;
}

const verdict = (of: PairComparison, name: string) =>
  of.metrics.find((metric) => metric.name === `evaluate.${name}`)?.verdict;

test('an experiment against itself has no differences', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 60 }), (seed, days) => {
      const one = experiment(scoredRows({ seed, days }));
      const compared = pair(one, one);
      assert.equal(compared.changes, []);
      assert.equal(compared.environment, []);
      assert.is(compared.uncommitted, null);
      assert.is(compared.partsAt, null);
      assert.equal([compared.flips?.rightToWrong, compared.flips?.wrongToRight], [[], []]);
      assert.equal(compared.confusion?.baseline, compared.confusion?.candidate);
      for (const { delta, verdict: given } of compared.metrics) {
        assert.is(delta, 0);
        assert.equal(given, { kind: 'same' });
      }
    }),
    { numRuns: 5 },
  );
});

test('a clearly better candidate is better in all headline metrics, also where lower is better', () => {
  const compared = pair(
    experiment(scoredRows({ accuracy: 0.3, seed: 3 })),
    experiment(scoredRows({ accuracy: 0.8, seed: 4 }), { id: lynx, params: { horizon: 7, epochs: 9 } }),
  );
  for (const name of ['accuracy', 'macro_f1', 'log_loss'])
    assert.is(verdict(compared, name)?.kind, 'better', name);
  const loss = verdict(compared, 'log_loss');
  assert.ok(loss?.kind === 'better' && loss.interval.high < 0, 'the loss went down');
  assert.equal(
    compared.metrics.slice(0, 3).map(({ isHeadline }) => isHeadline),
    [true, true, true],
  );
});

test('a difference that noise can make is not told as one', () => {
  const compared = pair(
    experiment(scoredRows({ accuracy: 0.6, seed: 5 })),
    experiment(scoredRows({ accuracy: 0.6, seed: 6 }), { id: lynx }),
  );
  const given = verdict(compared, 'accuracy');
  assert.ok(given?.kind === 'cannot-tell' && given.why === 'within-noise' && given.interval !== null);
});

test('of sixty pairs that are equally good, noise makes about three look decided, and not many more', () => {
  let decided = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const [a, b] = [otter, lynx].map((id, side) => {
      const rows = scoredRows({ seed: 1000 * (side + 1) + seed, labelSeed: seed, days: 120 });
      const { accuracy = { value: Number.NaN } } = metricsOfRows(rows);
      return experiment(rows, { id, metrics: { accuracy }, params: { horizon: 1 } });
    });
    if (a === undefined || b === undefined) throw new Error('no pair');
    const kind = verdict(pair(a, b), 'accuracy')?.kind;
    if (kind === 'better' || kind === 'worse') decided += 1;
  }
  // At a rate of 1 in 20, more than 8 of 60 come once in 400 times.
  assert.ok(decided <= 8, `${decided} of 60`);
  assert.ok(decided >= 1, 'an interval that never leaves 0 out tells nothing');
});

test('of many metrics that nobody put first, noise seldom makes any look decided', () => {
  let decided = 0;
  for (let seed = 1; seed <= 15; seed++) {
    const [a, b] = [otter, lynx].map((id, side) => {
      const rows = scoredRows({ seed: 1000 * (side + 1) + seed, labelSeed: seed, days: 60 });
      const metrics = Object.entries(metricsOfRows(rows)).map(([name, { headline: _, ...metric }]) => [
        name,
        metric,
      ]);
      return experiment(rows, { id, metrics: Object.fromEntries(metrics), params: { horizon: 1 } });
    });
    if (a === undefined || b === undefined) throw new Error('no pair');
    const verdicts = pair(a, b).metrics.map(({ verdict: { kind } }) => kind);
    assert.ok(verdicts.length > 8);
    if (verdicts.includes('better') || verdicts.includes('worse')) decided += 1;
  }
  assert.ok(decided <= 2, `${decided} of 15 pairs have a verdict`);
});

test('blocks are as long as the horizon, and never more than half of the days', () => {
  const blockLength = (days: number, horizon: number): number | null => {
    const variant = { params: { horizon } };
    const { testSet } = pair(
      experiment(scoredRows({ days }), variant),
      experiment(scoredRows({ days }), variant),
    );
    return testSet.kind === 'same' ? testSet.blockLength : null;
  };
  assert.is(blockLength(120, 7), 7);
  assert.is(blockLength(120, 20), 20);
  assert.is(blockLength(10, 7), 5);
});

test('swapping two experiments negates deltas and intervals and swaps the flips', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 4, max: 60 }), (seed, days) => {
      const a = experiment(scoredRows({ seed, days, accuracy: 0.5 }));
      const b = experiment(scoredRows({ seed: seed + 1, days, accuracy: 0.7 }), { id: lynx });
      const [there, back] = [pair(a, b), pair(b, a)];
      assert.equal(
        there.flips?.rightToWrong.map(({ key }) => key),
        back.flips?.wrongToRight.map(({ key }) => key),
      );
      assert.equal(
        there.flips?.wrongToRight.map(({ key }) => key),
        back.flips?.rightToWrong.map(({ key }) => key),
      );
      assert.equal(there.confusion?.baseline, back.confusion?.candidate);
      for (const metric of there.metrics) {
        const other = back.metrics.find(({ name }) => name === metric.name);
        assert.is((metric.delta ?? 0) + (other?.delta ?? 0), 0, metric.name);
        const swapped = { better: 'worse', worse: 'better' } as Readonly<Record<string, string>>;
        assert.is(other?.verdict.kind, swapped[metric.verdict.kind] ?? metric.verdict.kind, metric.name);
        if (!('interval' in metric.verdict) || metric.verdict.interval === null) continue;
        if (other === undefined || !('interval' in other.verdict)) continue;
        assert.ok(Math.abs(metric.verdict.interval.low + (other.verdict.interval?.high ?? 0)) < 1e-9);
      }
    }),
    { numRuns: 6 },
  );
});

test('flips add up with the confusion matrices', () => {
  const compared = pair(
    experiment(scoredRows({ accuracy: 0.5, seed: 3 })),
    experiment(scoredRows({ accuracy: 0.7, seed: 4 }), { id: lynx }),
  );
  const right = (counts: readonly (readonly number[])[] | undefined): number =>
    (counts ?? []).reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const gained = right(compared.confusion?.candidate) - right(compared.confusion?.baseline);
  const { wrongToRight = [], rightToWrong = [] } = compared.flips ?? {};
  assert.ok(wrongToRight.length > 0 && rightToWrong.length > 0);
  assert.is(wrongToRight.length - rightToWrong.length, gained);
  for (const { actual, baseline, candidate } of rightToWrong) {
    assert.is(baseline, actual);
    assert.is.not(candidate, actual);
  }
});

test('other test rows or other labels are not comparable, with the reason', () => {
  const base = experiment(scoredRows({ days: 50 }));
  const longer = pair(base, experiment(scoredRows({ days: 52 }), { id: lynx }));
  assert.ok(longer.testSet.kind === 'different' && longer.testSet.why.kind === 'rows');
  if (longer.testSet.kind === 'different' && longer.testSet.why.kind === 'rows') {
    assert.is(longer.testSet.why.onlyInBaseline, 0);
    assert.is(longer.testSet.why.onlyInCandidate, 6);
    assert.is(longer.testSet.why.common, 150);
    assert.is(longer.testSet.why.examples[0], 'AAA · 2020-02-20');
  }
  assert.ok(
    longer.metrics.every(({ verdict: given, delta }) => given.kind === 'not-comparable' && delta === null),
  );
  assert.is(longer.flips, null);
  const relabelled = pair(base, experiment(scoredRows({ days: 50, labelSeed: 9 }), { id: lynx }));
  assert.ok(relabelled.testSet.kind === 'different' && relabelled.testSet.why.kind === 'labels');
});

test('what is not comparable is still told on the rows that both share, and without a verdict', () => {
  const base = experiment(scoredRows({ days: 50, accuracy: 0.5 }));
  const longer = pair(base, experiment(scoredRows({ days: 52, accuracy: 0.5 }), { id: lynx }));
  // The labels of the first 50 days are the same draws in both; so are the predictions of these days.
  assert.is(longer.common?.rows, 150);
  assert.is(longer.common?.days, 50);
  const accuracy = longer.common?.metrics.find(({ name }) => name === 'evaluate.accuracy');
  assert.is(accuracy?.baseline, base.record.metrics['evaluate.accuracy']?.value);
  assert.is(accuracy?.delta, (accuracy?.candidate ?? 0) - (accuracy?.baseline ?? 0));
  const relabelled = pair(base, experiment(scoredRows({ days: 50, labelSeed: 9 }), { id: lynx }));
  assert.ok((relabelled.common?.rows ?? 150) < 100, 'only rows with the same label');
  assert.is(pair(base, base).common, null);
});

test('a regression is paired on its errors, and has neither confusion nor flips', () => {
  const random = randomFrom(5);
  const ts = Float64Array.from({ length: 80 }, (_, day) => Date.UTC(2020, 0, 1) + day * 86_400_000);
  const actual = ts.map(() => random() * 10);
  const withNoise = (noise: number, id: string): ExperimentToCompare => {
    const predicted = actual.map((value) => value + noise * (random() - 0.5));
    const errors = predicted.map((value, row) => value - (actual[row] ?? 0));
    const mean = (values: Float64Array): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const squared = mean(errors.map((error) => error ** 2));
    const metrics = {
      rmse: { value: Math.sqrt(squared), direction: 'lower', headline: true },
      mae: { value: mean(errors.map(Math.abs)), direction: 'lower' },
      r2: { value: r2({ actual, predicted }), direction: 'higher' },
    } as const;
    return experiment({ ts, actual, predicted }, { id, metrics });
  };
  const compared = pair(withNoise(4, otter), withNoise(1, lynx));
  assert.equal(
    compared.metrics.map(({ name, verdict: given }) => `${name} ${given.kind}`),
    ['evaluate.rmse better', 'evaluate.mae better', 'evaluate.r2 better'],
  );
  assert.is(compared.confusion, null);
  assert.is(compared.flips, null);
});

test('without predictions the verdict is that it cannot be told, and the difference is still shown', () => {
  const base = experiment(scoredRows({}));
  const without: ExperimentToCompare = {
    record: recordVariant({ id: lynx, metrics: metricsOfRows(scoredRows({ accuracy: 0.9 })) }),
    predictions: { ok: false, error: { kind: 'none' } },
  };
  const compared = pair(base, without);
  assert.equal(compared.testSet, { kind: 'unknown', experiment: lynx, why: { kind: 'none' } });
  const accuracy = compared.metrics.find(({ name }) => name === 'evaluate.accuracy');
  assert.equal(accuracy?.verdict, { kind: 'cannot-tell', interval: null, why: 'no-predictions' });
  assert.ok((accuracy?.delta ?? 0) > 0);
});

test('a recorded number that the rows do not give has no interval', () => {
  const rows = scoredRows({});
  const metrics = {
    ...metricsOfRows(rows),
    accuracy: { value: 0.99, headline: true, direction: 'higher' } as const,
  };
  const compared = pair(experiment(rows), experiment(rows, { id: lynx, metrics }));
  assert.equal(verdict(compared, 'accuracy'), { kind: 'cannot-tell', interval: null, why: 'not-recomputed' });
});

test('what changed is told by stage, causes before what followed from them', () => {
  const rows = scoredRows({});
  const compared = pair(
    experiment(rows, { params: { horizon: 7, epochs: 10, window: 7 } }),
    experiment(rows, {
      id: lynx,
      params: { horizon: 7, epochs: 12, window: 7 },
      code: "import { fit } from '../lib/fit.ts';\n\nexport async function run(ctx) {\n  await fit(ctx, 12);\n}\n",
      packages: { 'arquero@8.0.3': 'sha512-b' },
      node: '22',
    }),
  );
  const kinds = compared.changes.map(({ stage, kind }) => `${stage} ${kind}`);
  assert.equal(kinds, ['features cause', 'train cause', 'evaluate cause']);
  const train = compared.changes.find(({ stage }) => stage === 'train');
  assert.ok(train?.reasons.some((reason) => reason.kind === 'param' && reason.name === 'epochs'));
  assert.ok(train?.reasons.some((reason) => reason.kind === 'package'));
  assert.ok(train?.reasons.some((reason) => reason.kind === 'code' && reason.name === 'run'));
  assert.match(train?.code?.diff ?? '', /- {2}await fit\(ctx, 10\);\n\+ {2}await fit\(ctx, 12\);/);
  assert.equal(compared.environment, [{ name: 'node', before: '20.20.2', after: '22.20.2' }]);
});

test('a stage that only reads something else follows, and comes last', () => {
  const rows = scoredRows({});
  const compared = pair(
    experiment(rows, { params: { horizon: 7, window: 7 } }),
    experiment(rows, { id: lynx, params: { horizon: 7, window: 14 }, rows: 990 }),
  );
  assert.equal(
    compared.changes.map(({ stage, kind }) => `${stage} ${kind}`),
    ['features cause', 'train follows', 'evaluate follows'],
  );
  const [features] = compared.changes;
  assert.equal(features?.outputs[0]?.rows, [1000, 990]);
  assert.equal(
    features?.outputs[0]?.columns[0]?.facts.map(({ name }) => name),
    ['distinct', 'max'],
  );
  assert.equal(
    compared.lineage.map(({ stage, relation }) => `${stage} ${relation}`),
    ['features different', 'train different', 'evaluate same-result'],
  );
  assert.is(compared.partsAt, 'features');
});

test('columns that keep their bounds and change their distribution have drifted', () => {
  const rows = scoredRows({});
  const withHistogram = (histogram: readonly number[], id: string) => {
    const made = experiment(rows, { id, rows: id === otter ? 1000 : 1001 });
    const stages = made.record.stages.map((stage) =>
      stage.id !== 'features'
        ? stage
        : {
            ...stage,
            outputs: stage.outputs.map((output) => ({
              ...output,
              table: {
                rows: 1000,
                columns: [
                  {
                    table: '',
                    name: 'price',
                    type: 'DOUBLE',
                    nulls: 0,
                    distinct: 9,
                    min: 0,
                    max: 2,
                    histogram,
                  },
                  {
                    table: '',
                    name: 'same',
                    type: 'DOUBLE',
                    nulls: 0,
                    distinct: 9,
                    min: 0,
                    max: 2,
                    histogram: [1, 1],
                  },
                ],
              },
            })),
          },
    );
    return { ...made, record: { ...made.record, stages } };
  };
  const compared = pair(withHistogram([500, 500], otter), withHistogram([900, 100], lynx));
  assert.equal(compared.changes[0]?.outputs[0]?.columns, [
    { column: 'price', change: 'changed', drift: 0.4, facts: [] },
  ]);
});

test('uncommitted changes are told where they differ', () => {
  const rows = scoredRows({});
  const dirty = experiment(rows, { id: lynx });
  const git = { ...dirty.record.git, commit: 'a', branch: null, isDirty: true, isDiffTruncated: false };
  const compared = pair(experiment(rows), {
    ...dirty,
    record: { ...dirty.record, git: { ...git, diff: '--- a\n+++ b\n+one\n' } },
  });
  assert.equal(compared.uncommitted, { baseline: '', candidate: '--- a\n+++ b\n+one' });
  assert.equal(
    compared.environment.map(({ name }) => name),
    ['git commit', 'uncommitted changes'],
  );
});

test('one recipe with two results is unexplained, and where the lineages part', () => {
  const rows = scoredRows({});
  const compared = pair(experiment(rows), experiment(rows, { id: lynx, rows: 999 }));
  assert.equal(compared.changes[0]?.kind, 'unexplained');
  assert.is(compared.lineage[0]?.relation, 'unexplained');
  assert.is(compared.lineage[0]?.fingerprints[0], compared.lineage[0]?.fingerprints[1]);
  assert.is(compared.partsAt, 'features');
});

test('a stage without a result in one of the two is told so, and not called unexplained', () => {
  const rows = scoredRows({});
  const whole = experiment(rows);
  const failed = experiment(rows, { id: lynx });
  const stages = failed.record.stages.map((stage) =>
    stage.id === 'evaluate'
      ? { ...stage, state: 'blocked' as const, outputs: [], fingerprint: null, recipe: null }
      : stage,
  );
  const compared = pair(whole, { ...failed, record: { ...failed.record, stages } });
  assert.equal(
    compared.changes.map(({ stage, kind }) => `${stage} ${kind}`),
    ['evaluate no-result'],
  );
  assert.is(compared.lineage.at(-1)?.relation, 'no-result');
});

test('the log-loss of another model in the table is paired on its own probabilities', () => {
  const withModel = (seed: number, accuracy: number) => {
    const own = scoredRows({ seed: 3 });
    const model = scoredRows({ seed, accuracy });
    const losses = metricsOfRows(model);
    const columns: Columns = {
      ...own,
      network_predicted: model.predicted ?? [],
      network_p_buy: model.p_buy ?? [],
      network_p_hold: model.p_hold ?? [],
      network_p_sell: model.p_sell ?? [],
    };
    const metrics = {
      'network.log_loss': { ...losses.log_loss, value: losses.log_loss?.value ?? 0 },
      'network.accuracy': { ...losses.accuracy, value: losses.accuracy?.value ?? 0 },
    };
    return experiment(columns, { metrics, id: seed === 3 ? otter : lynx });
  };
  const compared = pair(withModel(3, 0.3), withModel(4, 0.9));
  assert.equal(
    compared.metrics.map(({ name, verdict: given }) => `${name} ${given.kind}`),
    ['evaluate.network.log_loss better', 'evaluate.network.accuracy better'],
  );
  assert.equal(compared.flips?.rightToWrong, []);
});

test('any experiment can be the baseline, and the order asked for stays', () => {
  const all = [otter, lynx, '20261124-0000-able-bee'].map((id, i) =>
    experiment(scoredRows({ seed: i + 1 }), { id, params: { horizon: 7, epochs: i } }),
  );
  const compared = compareExperiments(all, { baseline: 1 });
  assert.is(compared.baseline, lynx);
  assert.equal(
    compared.experiments.map(({ id }) => id),
    [otter, lynx, '20261124-0000-able-bee'],
  );
  assert.equal(
    compared.pairs.map(({ candidate }) => candidate),
    [otter, '20261124-0000-able-bee'],
  );
  assert.equal(compared.varying, ['epochs']);
  assert.equal(compared.headlines.length, 3);
});

test.run();
