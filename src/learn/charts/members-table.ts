import type { TableColumn, TableDisplay } from '../../model/display.ts';
import { skill } from '../baselines/skill.ts';
import { confusionMatrix } from '../metrics/confusion-matrix.ts';
import { logLoss } from '../metrics/log-loss.ts';
import { precisionRecallF1 } from '../metrics/precision-recall-f1.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import { accuracyInterval, rightness } from '../uncertainty/accuracy-interval.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import { pairedMeanDifference } from '../uncertainty/paired-difference.ts';
import type { BlockOptions } from '../uncertainty/resampling-units.ts';
import { numberColumn } from './chart-of.ts';

/** One way to predict the rows: a member of an ensemble, the ensemble without one, a baseline. */
export interface Member {
  readonly name: string;
  readonly predicted: readonly string[];
  readonly probabilities?: ProbabilisticLabels['probabilities'];
}

/**
 * Several predictions of the same rows beside each other, the first of them being the reference: the ensemble,
 * then its members and its degraded modes (what it answers when a member is missing), then the baselines. Each
 * with its accuracy and the paired difference from the reference, interval and all. With `baseline`, the name of
 * a member, each has its skill against that one.
 */
export function membersTable(
  {
    actual,
    classes,
    members,
  }: {
    readonly actual: readonly string[];
    readonly classes: readonly string[];
    readonly members: readonly Member[];
  },
  {
    title = 'Members and degraded modes',
    baseline,
    ...options
  }: BootstrapOptions & BlockOptions & { readonly baseline?: string; readonly title?: string },
): TableDisplay {
  const [first] = members;
  if (first === undefined) throw new Error('there are no members; the first is the reference');
  const reference = { name: first.name, right: rightness({ actual, predicted: first.predicted }) };
  const lines = members.map(({ name, predicted, probabilities }) => {
    const right = rightness({ actual, predicted });
    const interval = accuracyInterval({ actual, predicted, classes }, options);
    const difference =
      name === reference.name
        ? { estimate: Number.NaN, low: Number.NaN, high: Number.NaN }
        : pairedMeanDifference({ candidate: right, baseline: reference.right }, options);
    return {
      name,
      interval,
      difference,
      f1: precisionRecallF1(confusionMatrix({ actual, predicted, classes })).macro.f1,
      loss: probabilities === undefined ? Number.NaN : logLoss({ actual, classes, probabilities }),
    };
  });
  const columns: TableColumn[] = [
    { name: 'prediction', values: lines.map((line) => line.name), format: 'text' },
    numberColumn('accuracy', { values: lines.map((line) => line.interval.estimate), format: 'percent' }),
    numberColumn('from', { values: lines.map((line) => line.interval.low), format: 'percent' }),
    numberColumn('to', { values: lines.map((line) => line.interval.high), format: 'percent' }),
    numberColumn(`difference`, { values: lines.map((line) => line.difference.estimate), format: 'percent' }),
    numberColumn('difference from', { values: lines.map((line) => line.difference.low), format: 'percent' }),
    numberColumn('difference to', { values: lines.map((line) => line.difference.high), format: 'percent' }),
    numberColumn('macro F1', { values: lines.map((line) => line.f1), format: 'percent' }),
    numberColumn('log-loss', { values: lines.map((line) => line.loss), format: 'fixed4' }),
  ];
  if (baseline !== undefined) {
    const base = lines.find((line) => line.name === baseline);
    if (base === undefined)
      throw new Error(
        `there is no member "${baseline}"; they are ${lines.map((line) => line.name).join(', ')}`,
      );
    const skills = lines.map((line) =>
      skill({ score: line.interval.estimate, baseline: base.interval.estimate }),
    );
    columns.push(numberColumn('skill', { values: skills, format: 'percent' }));
  }
  const skillInWords =
    baseline === undefined ? '' : ` Skill: the share of the way from ${baseline} to perfect.`;
  return {
    kind: 'table',
    title,
    description: `All on the same ${actual.length} rows. Accuracy from and to: Wilson's interval at the effective number of rows. Difference: from ${reference.name}, with the paired percentile interval.${skillInWords}`,
    columns,
  };
}
