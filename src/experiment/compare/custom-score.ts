import type { WeightedStatistic } from '../../learn/uncertainty/bootstrap.ts';
import { drawnMean } from '../../learn/uncertainty/mean-interval.ts';
import type { ResamplingUnits } from '../../learn/uncertainty/resampling-units.ts';
import type { Score } from '../../model/predictions.ts';
import type { PredictionTable } from './prediction-table.ts';

/** A metric that its stage makes from a number a row; NaN on every draw where the table has no such column. */
export function customScore(
  score: Exclude<Score, string>,
  { table, units }: { readonly table: PredictionTable; readonly units: ResamplingUnits },
): WeightedStatistic {
  const mean = (name: string): WeightedStatistic | null => {
    const column = Object.hasOwn(table.columns ?? {}, name) ? table.columns?.[name] : undefined;
    return column === undefined ? null : drawnMean(column, units);
  };
  if ('ratio' in score) {
    const [over, under] = score.ratio.map(mean);
    if (over === null || over === undefined || under === null || under === undefined) return none;
    return (timesDrawn) => over(timesDrawn) / under(timesDrawn);
  }
  const column = mean('mean' in score ? score.mean : score.root);
  if (column === null) return none;
  return 'mean' in score ? column : (timesDrawn) => Math.sqrt(column(timesDrawn));
}

const none: WeightedStatistic = () => Number.NaN;
