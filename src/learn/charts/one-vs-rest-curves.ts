import type { TableColumn } from '../../model/display.ts';
import type { ProbabilisticLabels } from '../metrics/probability-columns.ts';
import type { ThresholdCounts } from '../metrics/threshold-counts.ts';
import { numberColumn } from './chart-of.ts';
import { MOST_POINTS } from './curve-layer.ts';
import { oneVsRestCounts, withoutCurveInWords } from './one-vs-rest-counts.ts';
import { thinned, thinnedInWords } from './thinned.ts';

/** The curve of one class: its name in the legend, and its points by falling threshold. */
export interface ClassCurve {
  readonly label: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * The columns `class`, those named `x` and `y`, and `threshold` of a curve a class, thinned; and the sentences
 * that say which classes have no curve and how it was thinned. `curveOf` sees only classes that have one.
 */
export function oneVsRestCurves(
  labels: ProbabilisticLabels,
  {
    x,
    y,
    curveOf,
  }: {
    readonly x: string;
    readonly y: string;
    readonly curveOf: (name: string, counts: ThresholdCounts) => ClassCurve;
  },
): { readonly columns: readonly TableColumn[]; readonly inWords: string } {
  const classes = oneVsRestCounts(labels);
  const curves = classes.flatMap(({ class: name, counts }) =>
    counts === null ? [] : [curveOf(name, counts)],
  );
  const most = Math.max(2, Math.floor(MOST_POINTS / classes.length));
  const points = curves.flatMap((curve) =>
    Array.from(thinned(curve.thresholds.length, { most }), (i) => ({ curve, i })),
  );
  const rates = (name: string, of: (curve: ClassCurve) => Float64Array) =>
    numberColumn(name, { values: points.map(({ curve, i }) => of(curve)[i]!), format: 'fixed4', digits: 5 });
  const longest = Math.max(0, ...curves.map((curve) => curve.thresholds.length));
  return {
    columns: [
      { name: 'class', values: points.map(({ curve }) => curve.label), format: 'text' },
      rates(x, (curve) => curve.x),
      rates(y, (curve) => curve.y),
      rates('threshold', (curve) => curve.thresholds),
    ],
    inWords: `${withoutCurveInWords(classes)}${thinnedInWords(longest, { most, noun: 'distinct thresholds a class' })}`,
  };
}
