import { accuracy } from './accuracy.ts';
import { averagePrecision } from './average-precision.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { brierScore } from './brier-score.ts';
import { calibration } from './calibration.ts';
import { cohensKappa } from './cohens-kappa.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import type { LabelPair } from './label-codes.ts';
import { logLoss } from './log-loss.ts';
import { matthewsCorrelation } from './matthews-correlation.ts';
import { type OrdinalScores, ordinalR2 } from './ordinal-r2.ts';
import { precisionRecallF1 } from './precision-recall-f1.ts';
import type { ProbabilisticLabels } from './probability-columns.ts';
import { rocAuc } from './roc-auc.ts';

/** Every metric of a classifier by name, and what could not be measured. */
export interface ClassifierMetrics {
  /** Finite numbers only, under snake_case names such as `macro_f1`; those a class each as `recall.buy`. */
  readonly values: Readonly<Record<string, number>>;
  /**
   * Names that divide by zero on these rows. Precision, recall and F1 stand in `values` as 0 all the same
   * (scikit-learn's `zero_division=0`); the others are left out of `values`.
   */
  readonly undefinedMetrics: readonly string[];
}

/**
 * All metrics of a classifier in one go, ready to be reported; those of probabilities where there are any, and
 * `ordinal_r2` where ordinal scores are declared.
 */
export function classifierMetrics(
  labels: LabelPair & Partial<Pick<ProbabilisticLabels, 'probabilities'>>,
  { ordinalScores }: { readonly ordinalScores?: OrdinalScores } = {},
): ClassifierMetrics {
  const values: Record<string, number> = {};
  const undefinedMetrics: string[] = [];
  const add = (name: string, value: number): void => {
    if (Number.isFinite(value)) values[name] = value;
    else undefinedMetrics.push(name);
  };
  const confusion = confusionMatrix(labels);
  const scores = precisionRecallF1(confusion);
  add('accuracy', accuracy(confusion));
  add('balanced_accuracy', balancedAccuracy(confusion));
  for (const average of ['macro', 'weighted'] as const) {
    for (const score of ['precision', 'recall', 'f1'] as const)
      add(`${average}_${score}`, scores[average][score]);
  }
  add('mcc', matthewsCorrelation(confusion));
  add('kappa', cohensKappa(confusion));
  if (ordinalScores !== undefined) {
    // R² of a single row is not defined.
    add('ordinal_r2', confusion.rows < 2 ? Number.NaN : ordinalR2(confusion, { scores: ordinalScores }));
  }
  for (const each of scores.perClass) {
    for (const score of ['precision', 'recall', 'f1'] as const) add(`${score}.${each.class}`, each[score]);
    undefinedMetrics.push(...each.undefinedScores.map((score) => `${score}.${each.class}`));
  }
  if (labels.probabilities !== undefined) {
    addProbabilityMetrics({ ...labels, probabilities: labels.probabilities }, add);
  }
  return { values, undefinedMetrics };
}

function addProbabilityMetrics(
  labels: ProbabilisticLabels,
  add: (name: string, value: number) => void,
): void {
  add('log_loss', logLoss(labels));
  add('brier', brierScore(labels));
  add('ece', calibration(labels).top.ece);
  const rankings = { roc_auc: rocAuc(labels), pr_auc: averagePrecision(labels) };
  for (const [name, ranking] of Object.entries(rankings)) {
    add(`macro_${name}`, ranking.macro);
    for (const label of labels.classes) add(`${name}.${label}`, ranking.perClass[label]!);
  }
}
