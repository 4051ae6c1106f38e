import type { TableColumn, TableDisplay } from '../../model/display.ts';
import { type Confusion, confusionMatrix } from '../metrics/confusion-matrix.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import { type PrecisionRecallF1, precisionRecallF1 } from '../metrics/precision-recall-f1.ts';
import { type BootstrapInterval, type BootstrapOptions, bootstrapAll } from '../uncertainty/bootstrap.ts';
import { drawnConfusion, unitConfusions } from '../uncertainty/metric-interval.ts';
import { independentShare, shareInterval } from '../uncertainty/perfect-score.ts';
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
  const told = withoutFalseCertainty({ confusion, intervals });
  for (const [i, score] of SCORES.entries()) {
    const of = intervals.slice(i * lines, (i + 1) * lines);
    const ends = told.slice(i * lines, (i + 1) * lines);
    columns.push(
      numberColumn(score, { values: of.map((each) => each.estimate), format: 'percent' }),
      numberColumn(`${score} from`, { values: ends.map((each) => each.low), format: 'percent' }),
      numberColumn(`${score} to`, { values: ends.map((each) => each.high), format: 'percent' }),
    );
  }
  const notes = perClass.map(({ undefinedScores }) =>
    undefinedScores.length === 0 ? null : `${undefinedScores.join(', ')}: 0 by definition (division by zero)`,
  );
  if (notes.some((note) => note !== null))
    columns.push({ name: 'note', values: [...notes, null], format: 'text' });
  return {
    kind: 'table',
    title,
    description: `From and to: ${methodInWords(intervals[0]!)}; Wilson’s interval where every draw gave the same share.`,
    columns,
  };
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/**
 * The ends of each score's interval, where every draw gave 0 or 1 by how many rows there are: precision and recall are
 * shares of the predicted and of the actual rows of a class, F1 is what both ends make, the macro mean that of its classes.
 */
function withoutFalseCertainty({
  confusion,
  intervals,
}: {
  readonly confusion: Confusion;
  readonly intervals: readonly BootstrapInterval[];
}): readonly Ends[] {
  const { perClass } = precisionRecallF1(confusion);
  const lines = perClass.length + 1;
  const share = independentShare(intervals[0]!, confusion.rows);
  const line = (score: number, at: number) => intervals[score * lines + at]!;
  const ends = perClass.map(({ predicted, support }, at): readonly Ends[] => {
    const precision = shareInterval(line(0, at), { trials: predicted, share });
    const recall = shareInterval(line(1, at), { trials: support, share });
    const drawn = line(2, at);
    const f1 = drawn.isDegenerate
      ? {
          low: harmonicMean(precision.low, recall.low),
          high: drawn.estimate === 0 && support === 0 ? 0 : harmonicMean(precision.high, recall.high),
        }
      : drawn;
    return [precision, recall, f1];
  });
  return SCORES.flatMap((_, score) => {
    const of = ends.map((each) => each[score]!);
    const macro = line(score, perClass.length);
    const mean = (end: keyof Ends) => of.reduce((sum, each) => sum + each[end], 0) / of.length;
    return [...of, macro.isDegenerate ? { low: mean('low'), high: mean('high') } : macro];
  });
}

function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
