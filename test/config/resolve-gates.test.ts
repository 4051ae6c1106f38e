import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeProblem } from '../../src/words/describe-problem.ts';
import { parseText, validPipeline } from '../support/pipeline-text.ts';

function gatesOf(text: string) {
  const result = parseText(`${validPipeline}${text}`);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.gates;
}

/** What is told of each mistake: its line within the gates, and its title. */
function told(text: string): readonly string[] {
  const result = parseText(`${validPipeline}${text}`);
  if (result.ok) return [];
  const before = validPipeline.split('\n').length - 1;
  return result.error.map((problem) => {
    const line = 'span' in problem && problem.span ? problem.span.line - before : 0;
    return `${line}: ${describeProblem(problem)
      .split('\n')[0]
      ?.replace(/^\S+\s+/, '')}`;
  });
}

test('a pipeline without gates has none', () => {
  assert.is(gatesOf(''), null);
});

test('fills in what a gate leaves out', () => {
  assert.equal(gatesOf('gates: {metrics: {evaluate.accuracy: {margin: 0.02}}}\n'), {
    metrics: [
      {
        metric: 'evaluate.accuracy',
        direction: null,
        floor: null,
        ceiling: null,
        margin: 0.02,
        drift: null,
        beats: null,
        recall: {},
      },
    ],
    isLeakageChecked: false,
    maxSeconds: [],
    maxBytes: [],
    seeds: 1,
    maxSeeds: 8,
    cannotTell: 'warn',
    holdout: null,
  });
});

test('takes drift in words, sizes with units, limits by stage', () => {
  const gates = gatesOf(`gates:
  metrics: {accuracy: {drift: 0.02 since best}}
  maxBytes: 2MB
  maxSeconds: {features: 60}
`);
  assert.is(gates?.metrics[0]?.drift, 0.02);
  assert.equal(gates?.maxBytes, [{ stage: null, max: 2_097_152 }]);
  assert.equal(gates?.maxSeconds, [{ stage: 'features', max: 60 }]);
});

test('tells every mistake with its line', () => {
  const found = told(`gates:
  metrics:
    accuracy: {margn: 0.02}
    log_loss: {direction: down, margin: -1}
    f1: {}
    recall: {recall: {buy: 1.2}, beats: majorty}
    mcc: {floor: 0.3, ceiling: 0.2}
  leakage: cleen
  maxSeconds: {featurs: 9}
  maxBytes: 5TB
  seeds: many
`);
  assert.equal(found, [
    '3: unknown key "margn" in gates.metrics.accuracy',
    '4: gates.metrics.log_loss.direction must be one of higher, lower, not "down"',
    '4: gates.metrics.log_loss.margin must be a number of at least 0, not -1',
    '5: gates.metrics.f1 is empty',
    '6: gates.metrics.recall.recall.buy must be a number from 0 to 1, not 1.2',
    '6: gates.metrics.recall.beats must be one of majority, prior, persistence, not "majorty"',
    '7: gates.metrics.mcc.ceiling must be a number of at least 0.3, not 0.2',
    '8: gates.leakage must be "clean", not "cleen"',
    '9: there is no stage "featurs"',
    '10: gates.maxBytes must be an amount of memory, not "5TB"',
    '11: gates.seeds must be a whole number from 1 to 100, not "many"',
  ]);
});

test.run();
