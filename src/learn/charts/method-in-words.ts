import type { BootstrapInterval } from '../uncertainty/bootstrap.ts';

/** How an interval was made, as a reader of the chart must know it. */
export function methodInWords(interval: BootstrapInterval): string {
  const { level, method, resamples, undefinedResamples, units, blockLength } = interval;
  const draws = `${resamples + undefinedResamples} draws`;
  const left = undefinedResamples === 0 ? '' : `, ${undefinedResamples} of them undefined and left out`;
  const percent = `${Number((level * 100).toPrecision(4))} % percentile intervals`;
  if (method !== 'block-bootstrap') return `${percent} of ${draws} of ${units} rows${left}`;
  const length = blockLength === 1 ? 'one by one' : `in runs of ${blockLength} consecutive dates`;
  return `${percent} of ${draws} of ${units} dates, ${length}${left}, widened for what blocks understate`;
}
