import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { ok } from '../../../src/base/result.ts';
import { checkMetric } from '../../../src/execute/check-metric.ts';
import { checkPredictions } from '../../../src/execute/check-predictions.ts';
import {
  compareExperiments,
  type ExperimentToCompare,
} from '../../../src/experiment/compare/compare-experiments.ts';
import { predictionTable } from '../../../src/experiment/compare/prediction-table.ts';
import type { SaidOfRows } from '../../../src/experiment/compare/said-of-rows.ts';
import type { Columns } from '../../../src/learn/columns.ts';
import type { Metric } from '../../../src/model/metric.ts';
import type { PredictionsDeclaration } from '../../../src/model/predictions.ts';
import { pairSentence, testSetLines } from '../../../src/words/comparison-words.ts';
import { recordVariant } from '../../support/record-variants.ts';

const otter = '20261122-1432-calm-otter';
const lynx = '20261123-0800-brave-lynx';

function tableOf(stage: string, columns: Columns, said: SaidOfRows) {
  const table = predictionTable(stage, columns, said);
  if (!table.ok) throw new Error(table.error);
  return table.value;
}

function experiment(
  id: string,
  of: {
    readonly columns: Columns;
    readonly metrics: Record<string, Metric>;
    readonly declared?: PredictionsDeclaration;
  },
): ExperimentToCompare {
  const { columns, metrics, declared } = of;
  return {
    record: recordVariant({ id, metrics }),
    predictions: ok(tableOf('evaluate', columns, { metrics, declared })),
  };
}

const pairOf = (a: ExperimentToCompare, b: ExperimentToCompare) => {
  const [pair] = compareExperiments([a, b], { baseline: 0 }).pairs;
  if (pair === undefined) throw new Error('no pair');
  return pair;
};

/** 50 groups of 20 rows; each side does well with some groups and badly with others, and neither is better. */
function grouped(seed: number) {
  const random = randomFrom(seed);
  const rows = Array.from({ length: 50 }, (_, group) => group).flatMap((group) => {
    const skills = [random(), random()];
    return Array.from({ length: 20 }, (_, visit) => ({
      patient: `p${group}`,
      visit: `${group}-${visit}`,
      answers: skills.map((skill) => (random() < skill ? 'ill' : 'well')),
    }));
  });
  return [0, 1].map((side) => ({
    patient: rows.map(({ patient }) => patient),
    visit: rows.map(({ visit }) => visit),
    truth: rows.map(() => 'ill'),
    answer: rows.map(({ answers }) => answers[side] ?? ''),
  }));
}

const columns = { output: 'predictions', actual: 'truth', predicted: 'answer', key: ['visit'] } as const;

const accuracyOf = (truth: readonly string[], answer: readonly string[]): Metric => ({
  value: truth.filter((label, row) => label === answer[row]).length / truth.length,
  direction: 'higher',
  headline: true,
  from: 'predictions',
  score: 'accuracy',
});

test('rows of a declared group are drawn together: equally good models are rarely called better or worse', () => {
  const decided = (declared: PredictionsDeclaration) => {
    let count = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const [a, b] = grouped(seed).map((rows, side) =>
        experiment(side === 0 ? otter : lynx, {
          columns: rows,
          metrics: { share_right: accuracyOf(rows.truth, rows.answer) },
          declared,
        }),
      );
      if (a === undefined || b === undefined) throw new Error('two sides');
      const pair = pairOf(a, b);
      const kind = pair.metrics[0]?.verdict.kind;
      if (kind === 'better' || kind === 'worse') count += 1;
      if (seed > 1 || declared.group === undefined) continue;
      assert.is(
        testSetLines(pair)[0],
        '1,000 test rows that both were scored on, in 50 groups by patient, drawn 2,000 times group by group',
      );
    }
    return count;
  };
  const [byRow, byGroup] = [decided(columns), decided({ ...columns, group: 'patient' })];
  assert.ok(byGroup <= 4, `${byGroup} of 25 by groups`);
  assert.ok(byRow >= 6, `${byRow} of 25 by rows`);
});

test('a key that repeats where rows have no time is taken for their group', () => {
  const [rows] = grouped(3);
  const { patient = [], visit = [], truth = [], answer = [] } = rows ?? {};
  const table = tableOf('evaluate', { patient_id: patient, id: visit, actual: truth, predicted: answer }, {});
  assert.is(table.groups?.name, 'patient_id');
  const timed = {
    patient_id: patient,
    actual: truth,
    predicted: answer,
    ts: Float64Array.from(visit, (_, i) => i * 864e5),
  };
  assert.is(tableOf('evaluate', timed, {}).groups, undefined);
});

test('digits that are declared as labels are names of classes', () => {
  const digits = Float64Array.from([3, 5, 3, 0]);
  const said = { declared: { output: 'predictions', target: 'labels' as const } };
  const { scored } = tableOf(
    'evaluate',
    { id: ['a', 'b', 'c', 'd'], actual: digits, predicted: digits, p_3: digits },
    said,
  );
  assert.is(scored.kind, 'labels');
  assert.equal(scored.kind === 'labels' && [scored.classes, scored.actual], [
    ['0', '3', '5'],
    ['3', '5', '3', '0'],
  ]);
});

/** Bets of two tipsters on the same hundred games: what each staked and won. */
function bets(id: string, won: (row: number) => number): ExperimentToCompare {
  const stake = new Float64Array(100).fill(2);
  const gain = stake.map((_, row) => won(row));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return experiment(id, {
    columns: {
      game_id: Array.from(stake, (_, row) => `g${row}`),
      actual: new Float64Array(100),
      predicted: new Float64Array(100),
      gain,
      stake,
    },
    metrics: {
      yield: {
        value: sum(gain) / sum(stake),
        direction: 'higher',
        headline: true,
        score: { ratio: ['gain', 'stake'] },
      },
    },
  });
}

test('a score that a stage makes from its rows has a paired interval and a verdict', () => {
  const pair = pairOf(
    bets(otter, (row) => (row % 10) / 10),
    bets(lynx, (row) => (row % 10) / 10 + (row % 3 === 0 ? 0.3 : 0.2)),
  );
  const [metric] = pair.metrics;
  assert.is(metric?.verdict.kind, 'better');
  assert.ok(metric?.verdict.kind === 'better' && metric.verdict.interval.low > 0.1);
});

test('metrics of a second stage are judged on its own rows, and told apart in the headline', () => {
  const [a, b] = grouped(5).map((rows, side): ExperimentToCompare => {
    const accuracy = accuracyOf(rows.truth, rows.answer);
    const perfect = { ...accuracy, value: side };
    const record = recordVariant({
      id: side === 0 ? otter : lynx,
      metrics: { accuracy },
    });
    const said = { declared: columns, metrics: { accuracy: perfect } };
    const answer = rows.truth.map(() => (side === 0 ? 'well' : 'ill'));
    return {
      record: { ...record, metrics: { ...record.metrics, 'backtest.accuracy': perfect } },
      predictions: ok(tableOf('evaluate', rows, { declared: columns, metrics: { accuracy } })),
      others: [tableOf('backtest', { ...rows, answer, visit: rows.visit.map((name) => `b${name}`) }, said)],
    };
  });
  if (a === undefined || b === undefined) throw new Error('two sides');
  const pair = pairOf(a, b);
  const verdict = pair.metrics.find(({ name }) => name === 'backtest.accuracy')?.verdict.kind;
  // Every row of one is right and every row of the other is wrong: each draw gives the same difference.
  assert.is(verdict, 'cannot-tell');
  assert.match(pairSentence(pair), /evaluate\.accuracy/);
  assert.match(pairSentence(pair), /backtest\.accuracy/);
  assert.match(testSetLines(pair)[1] ?? '', /^in backtest\.predictions: 1,000 test rows/);
});

test('what a stage says wrong of its predictions or its metric is told where it says it', () => {
  const declare = (given: object) => () => checkPredictions(given, ['predictions']);
  assert.throws(declare({ output: 'rows' }), 'the stage declares no output "rows"');
  assert.throws(
    declare({ output: 'predictions', groups: 'patient' }),
    'there is no "groups", only output, actual',
  );
  assert.throws(
    declare({ output: 'predictions', horizon: 0 }),
    'horizon is 0; it has to be a number of dates',
  );
  const metric = (details: object) => () => checkMetric('loss', { value: 0.7, ...details });
  assert.throws(metric({ interval: [0.1, 0.2] }), 'the value 0.7 lies outside its own interval, 0.1 to 0.2');
  assert.throws(metric({ interval: [0.9, 0.2] }), 'the lower first');
  assert.throws(metric({ unit: '' }), 'such as "EUR"');
  assert.throws(metric({ digits: 1.5 }), 'a number of decimals');
  assert.throws(metric({ format: 'money' }), 'it has to be one of integer, percent');
  assert.throws(metric({ score: { sum: 'gain' } }), 'it has to be a name, { mean: column }');
  metric({ interval: [0.6, 0.8], unit: 'EUR', digits: 2, format: 'fixed2', score: { mean: 'gain' } })();
});

test.run();
