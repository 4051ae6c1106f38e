import type { TableColumn, TableDisplay } from '../../model/display.ts';
import { confusionMatrix } from '../metrics/confusion-matrix.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import { type PrecisionRecallF1, precisionRecallF1 } from '../metrics/precision-recall-f1.ts';
import { type BootstrapOptions, bootstrapAll } from '../uncertainty/bootstrap.ts';
import { drawnConfusion, unitConfusions } from '../uncertainty/metric-interval.ts';
import { type BlockOptions, resamplingUnits } from '../uncertainty/resampling-units.ts';
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
  const units = resamplingUnits(labels.actual.length, options);
  const drawn = drawnConfusion(unitConfusions(labels, units), labels.classes);
  // The scores of every line from one matrix a draw, score by score.
  const statistics = (timesDrawn: Uint32Array) => {
    const scores = precisionRecallF1(drawn(timesDrawn));
    return SCORES.flatMap((score) => [...scores.perClass, scores.macro].map((line) => line[score]));
  };
  const intervals = bootstrapAll({ units, statistics }, { bounds: [0, 1], ...options });
  const lines = perClass.length + 1;
  const columns: TableColumn[] = [
    { name: 'class', values: [...labels.classes, 'macro mean'], format: 'text' },
    { name: 'rows', values: [...perClass.map((each) => each.support), confusion.rows], format: 'integer' },
    {
      name: 'predicted',
      values: [...perClass.map((each) => each.predicted), confusion.rows],
      format: 'integer',
    },
  ];
  for (const [i, score] of SCORES.entries()) {
    const of = intervals.slice(i * lines, (i + 1) * lines);
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
  return { kind: 'table', title, description: `From and to: ${methodInWords(intervals[0]!)}.`, columns };
}
