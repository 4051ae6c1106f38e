import type { Display } from '../../model/display.ts';
import { confusionMatrix } from '../metrics/confusion-matrix.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import { classTable } from './class-table.ts';
import { confusionChart } from './confusion-chart.ts';
import { coverageTable } from './coverage-table.ts';
import { type Member, membersTable } from './members-table.ts';
import { metricOverTimeChart } from './metric-over-time-chart.ts';
import { precisionRecallChart } from './precision-recall-chart.ts';
import { reliabilityChart } from './reliability-chart.ts';
import { rocChart } from './roc-chart.ts';
import { scoreDistributionChart } from './score-distribution-chart.ts';
import { segmentsTable } from './segments-table.ts';
import { thresholdChart } from './threshold-chart.ts';

/** The scored rows of a classifier; what is not there, its displays are left out. */
export interface ScoredRows extends LabelPair {
  readonly probabilities?: ProbabilisticLabels['probabilities'];
  /** Milliseconds since 1970 of each row's decision; rows of one date are drawn together in every interval. */
  readonly date?: Float64Array;
  /** The majority class of the training rows, for the line beside the accuracy over time. */
  readonly majority?: string;
  readonly segments?: Readonly<Record<string, readonly (string | null)[]>>;
  /** Other predictions of the same rows; the first is the reference. See `membersTable`. */
  readonly members?: readonly Member[];
  /** The member against which each has its skill. */
  readonly baseline?: string;
}

/**
 * Everything a reader needs of a classifier's test rows, in the order to read it: confusion, classes, curves,
 * calibration, scores, coverage, the limit between two classes, time, segments, members. `ctx.show(...classifierDisplays(…))` in a `view`.
 * `blockLength` is how many dates a label reaches over; it is needed where there are dates.
 */
export function classifierDisplays(
  rows: ScoredRows,
  { blockLength, ...draws }: BootstrapOptions & { readonly blockLength?: number },
): readonly Display[] {
  const { actual, classes, predicted, probabilities, date, majority, segments, members, baseline } = rows;
  const options = {
    ...draws,
    ...(date && { blocks: date }),
    ...(blockLength !== undefined && { blockLength }),
  };
  const confusion = confusionMatrix(rows);
  const displays: Display[] = [
    confusionChart(confusion),
    confusionChart(confusion, { cells: 'actual' }),
    confusionChart(confusion, { cells: 'predicted' }),
    classTable(rows, options),
  ];
  if (probabilities !== undefined) {
    const scored = { actual, classes, predicted, probabilities };
    displays.push(rocChart(scored), precisionRecallChart(scored), reliabilityChart(scored));
    displays.push(scoreDistributionChart(scored), coverageTable(scored, options));
    const [, second] = classes;
    const hasBoth = new Set(actual).size === 2 && classes.length === 2;
    if (hasBoth && second !== undefined) displays.push(thresholdChart(scored, { class: second }));
  }
  if (date !== undefined && majority !== undefined) {
    const over = { majority, ...(blockLength !== undefined && { blockLength }) };
    displays.push(metricOverTimeChart({ actual, classes, predicted, date }, over));
  }
  if (segments !== undefined) displays.push(segmentsTable({ actual, classes, predicted, segments }, options));
  if (members !== undefined) {
    const skillAgainst = baseline === undefined ? {} : { baseline };
    displays.push(membersTable({ actual, classes, members }, { ...options, ...skillAgainst }));
  }
  return displays;
}
