import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { averagePrecision } from '../../../src/learn/metrics/average-precision.ts';
import { balancedAccuracy } from '../../../src/learn/metrics/balanced-accuracy.ts';
import { brierScore } from '../../../src/learn/metrics/brier-score.ts';
import { cohensKappa } from '../../../src/learn/metrics/cohens-kappa.ts';
import { confusionMatrix } from '../../../src/learn/metrics/confusion-matrix.ts';
import { logLoss } from '../../../src/learn/metrics/log-loss.ts';
import { matthewsCorrelation } from '../../../src/learn/metrics/matthews-correlation.ts';
import { meanAbsoluteError } from '../../../src/learn/metrics/mean-absolute-error.ts';
import { normalisedConfusion } from '../../../src/learn/metrics/normalised-confusion.ts';
import { ordinalR2 } from '../../../src/learn/metrics/ordinal-r2.ts';
import { precisionRecallF1 } from '../../../src/learn/metrics/precision-recall-f1.ts';
import { r2 } from '../../../src/learn/metrics/r2.ts';
import { rocAuc } from '../../../src/learn/metrics/roc-auc.ts';
import { rootMeanSquaredError } from '../../../src/learn/metrics/root-mean-squared-error.ts';
import { assertAgrees, classifierFixture, sklearnFixture } from '../../support/sklearn-fixture.ts';

const CLASSIFIER_CASES = [
  'typical',
  'skewed',
  'tied-scores',
  'bin-edges',
  'never-predicted',
  'absent-class',
  'certain',
  'perfect',
  'one-class-each',
  'same-single-class',
];

for (const name of CLASSIFIER_CASES) {
  test(`every metric of labels is scikit-learn's: ${name}`, () => {
    const { answers } = sklearnFixture(name);
    const labels = classifierFixture(name);
    const confusion = confusionMatrix(labels);
    assertAgrees(confusion.counts, answers.confusion, 'confusion');
    for (const by of ['actual', 'predicted', 'all'] as const) {
      const key = `confusionBy${by[0]!.toUpperCase()}${by.slice(1)}`;
      assertAgrees(normalisedConfusion(confusion, { by }), answers[key], key);
    }
    assertAgrees(accuracy(confusion), answers.accuracy, 'accuracy');
    assertAgrees(balancedAccuracy(confusion), answers.balancedAccuracy, 'balanced accuracy');
    assertAgrees(matthewsCorrelation(confusion), answers.matthewsCorrelation, 'MCC');
    assertAgrees(cohensKappa(confusion), answers.cohensKappa, "Cohen's κ");
    assertAgrees(
      ordinalR2(confusion, { scores: { sell: -1, hold: 0, buy: 1 } }),
      answers.ordinalR2,
      'ordinal R²',
    );
    const scores = precisionRecallF1(confusion);
    for (const score of ['precision', 'recall', 'f1', 'support'] as const) {
      assertAgrees(
        scores.perClass.map((each) => each[score]),
        answers[score],
        score,
      );
    }
    for (const average of ['macro', 'weighted'] as const) {
      const { precision, recall, f1 } = scores[average];
      assertAgrees([precision, recall, f1], answers[average], average);
    }
  });

  test(`every metric of probabilities is scikit-learn's: ${name}`, () => {
    const { answers } = sklearnFixture(name);
    const labels = classifierFixture(name);
    assertAgrees(logLoss(labels), answers.logLoss, 'log-loss');
    assertAgrees(brierScore(labels), answers.brierScore, 'Brier');
    const areas = rocAuc(labels);
    assertAgrees(Object.values(areas.perClass), answers.rocAuc, 'ROC-AUC');
    assertAgrees(Object.values(averagePrecision(labels).perClass), answers.averagePrecision, 'PR-AUC');
    if ('rocAucMacro' in answers) {
      assertAgrees(areas.macro, answers.rocAucMacro, 'macro ROC-AUC');
      assertAgrees(areas.weighted, answers.rocAucWeighted, 'weighted ROC-AUC');
    } else {
      assert.ok(areas.undefinedClasses.length > 0, 'a class without an area is named');
    }
  });
}

for (const name of ['regression', 'regression-constant', 'regression-constant-exact']) {
  test(`every regression metric is scikit-learn's: ${name}`, () => {
    const { inputs, answers } = sklearnFixture(name);
    const pair = {
      actual: Float64Array.from(inputs.actual as number[]),
      predicted: Float64Array.from(inputs.predicted as number[]),
    };
    assertAgrees(meanAbsoluteError(pair), answers.meanAbsoluteError, 'MAE');
    assertAgrees(rootMeanSquaredError(pair), answers.rootMeanSquaredError, 'RMSE');
    assertAgrees(r2(pair), answers.r2, 'R²');
  });
}

test.run();
