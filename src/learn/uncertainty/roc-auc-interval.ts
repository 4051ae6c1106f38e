import { type ProbabilisticLabels, scoreColumns } from '../metrics/probability-columns.ts';
import {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrap,
  type WeightedStatistic,
} from './bootstrap.ts';
import { newcombeAuc } from './newcombe-auc.ts';
import { independentShare } from './perfect-score.ts';
import { type BlockOptions, type ResamplingUnits, resamplingUnits } from './resampling-units.ts';

/**
 * The percentile bootstrap interval of a class's area under the ROC curve against the rest; by date where
 * `blocks` are given. Draws without a row on either side are left out and counted as undefined. A draw costs
 * one pass over the rows, which are sorted once. Where every draw gave the same area, as one of 1 does, the interval is
 * Newcombe's by the counts of both sides: see `newcombeAuc`. Throws where the class is not among the classes.
 */
export function rocAucInterval(
  labels: ProbabilisticLabels,
  options: BootstrapOptions & BlockOptions & { readonly class: string },
): BootstrapInterval {
  const positive = labels.classes.indexOf(options.class);
  if (positive === -1) {
    throw new Error(`there is no class "${options.class}"; the classes are ${labels.classes.join(', ')}`);
  }
  const { codes, columns } = scoreColumns(labels);
  const units = resamplingUnits(codes.length, options);
  const scores = columns[positive]!;
  const interval = bootstrap(
    { units, statistic: drawnArea({ scores, codes, positive }, units) },
    { bounds: [0, 1], ...options },
  );
  if (!interval.isDegenerate || !Number.isFinite(interval.estimate)) return interval;
  const share = independentShare(interval, codes.length);
  const rows = codes.reduce((sum, code) => sum + (code === positive ? 1 : 0), 0);
  const [hits, misses] = [rows * share, (codes.length - rows) * share];
  return { ...interval, ...newcombeAuc(interval.estimate, { hits, misses, level: interval.level }) };
}

function drawnArea(
  ranked: { readonly scores: ArrayLike<number>; readonly codes: Uint32Array; readonly positive: number },
  units: ResamplingUnits,
): WeightedStatistic {
  const { scores, codes, positive } = ranked;
  const order = Uint32Array.from(codes, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const unitAt = order.map((row) => units.unitOf[row]!);
  const isHitAt = Uint8Array.from(order, (row) => (codes[row] === positive ? 1 : 0));
  const startsTie = Uint8Array.from(order, (row, i) =>
    i > 0 && scores[row] === scores[order[i - 1]!] ? 0 : 1,
  );
  return (timesDrawn) => {
    let hits = 0;
    let misses = 0;
    let hitsAbove = 0;
    let missesInTie = 0;
    let twiceArea = 0;
    for (let i = 0; i < unitAt.length; i++) {
      if (startsTie[i] === 1) {
        twiceArea += missesInTie * (hitsAbove + hits);
        hitsAbove = hits;
        missesInTie = 0;
      }
      const times = timesDrawn[unitAt[i]!]!;
      if (isHitAt[i] === 1) hits += times;
      else {
        misses += times;
        missesInTie += times;
      }
    }
    twiceArea += missesInTie * (hitsAbove + hits);
    return twiceArea / 2 / (hits * misses);
  };
}
