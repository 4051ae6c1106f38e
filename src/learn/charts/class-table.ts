import type { TableColumn, TableDisplay } from '../../model/display.ts';
import { confusionMatrix } from '../metrics/confusion-matrix.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import { type PrecisionRecallF1, precisionRecallF1 } from '../metrics/precision-recall-f1.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import { type ConfusionMetric, metricIntervals } from '../uncertainty/metric-interval.ts';
import type { BlockOptions } from '../uncertainty/resampling-units.ts';
import { numberColumn } from './chart-of.ts';
import { methodInWords } from './method-in-words.ts';

const SCORES: readonly (keyof PrecisionRecallF1)[] = ['precision', 'recall', 'f1'];

/** Precision, recall and F1 of each class and their macro mean, each with its bootstrap interval. */
export function classTable(
  labels: LabelPair,
  {
    title = 'Scores of each class',
    ...options
  }: BootstrapOptions & BlockOptions & { readonly title?: string },
): TableDisplay {
  const confusion = confusionMatrix(labels);
  const { perClass } = precisionRecallF1(confusion);
  const metrics: Record<string, ConfusionMetric> = {};
  for (const score of SCORES) {
    for (const c of perClass.keys())
      metrics[`${score} ${c}`] = (drawn) => precisionRecallF1(drawn).perClass[c]![score];
    metrics[`${score} macro`] = (drawn) => precisionRecallF1(drawn).macro[score];
  }
  const intervals = metricIntervals(labels, { ...options, metrics });
  const lines = [...perClass.keys(), 'macro'];
  const columns: TableColumn[] = [
    { name: 'class', values: [...labels.classes, 'macro mean'], format: 'text' },
    { name: 'rows', values: [...perClass.map((each) => each.support), confusion.rows], format: 'integer' },
    {
      name: 'predicted',
      values: [...perClass.map((each) => each.predicted), confusion.rows],
      format: 'integer',
    },
  ];
  for (const score of SCORES) {
    const of = lines.map((line) => intervals[`${score} ${line}`]!);
    columns.push(
      numberColumn(score, { values: of.map((each) => each.estimate), format: 'percent' }),
      numberColumn(`${score} from`, { values: of.map((each) => each.low), format: 'percent' }),
      numberColumn(`${score} to`, { values: of.map((each) => each.high), format: 'percent' }),
    );
  }
  const notes = perClass.map(({ undefinedScores }) =>
    undefinedScores.length === 0 ? null : `${undefinedScores.join(', ')}: 0 by definition (division by zero)`,
  );
  if (notes.some((note) => note !== null))
    columns.push({ name: 'note', values: [...notes, null], format: 'text' });
  const any = intervals['f1 macro']!;
  return { kind: 'table', title, description: `From and to: ${methodInWords(any)}.`, columns };
}
