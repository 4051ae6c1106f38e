import {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrap,
  type WeightedStatistic,
} from './bootstrap.ts';
import { type BlockOptions, type ResamplingUnits, resamplingUnits } from './resampling-units.ts';
import { weightedSums } from './unit-sums.ts';

/**
 * The percentile bootstrap interval of the mean of a number a row: log-losses, Brier losses, right or wrong as
 * 1 or 0. By date where `blocks` are given. Throws on no rows, or a value that is not finite.
 */
export function meanInterval(
  values: ArrayLike<number>,
  options: BootstrapOptions & BlockOptions,
): BootstrapInterval {
  const units = resamplingUnits(values.length, options);
  return bootstrap({ units, statistic: drawnMean(values, units) }, options);
}

/** The mean of a draw of units, as `bootstrap` asks for it. */
export function drawnMean(values: ArrayLike<number>, units: ResamplingUnits): WeightedStatistic {
  if (values.length === 0) throw new Error('there are no rows; a mean of nothing is not defined');
  const sums = new Float64Array(units.count * 2);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isFinite(value)) throw new Error(`the value at row ${row} is ${value}; it must be finite`);
    const at = units.unitOf[row]! * 2;
    sums[at] = sums[at]! + value;
    sums[at + 1] = sums[at + 1]! + 1;
  }
  const total = new Float64Array(2);
  return (timesDrawn) => {
    weightedSums({ width: 2, sums }, { timesDrawn, total });
    return total[0]! / total[1]!;
  };
}
