import { accuracy } from '../metrics/accuracy.ts';
import type { LabelPair } from '../metrics/label-codes.ts';
import { accuracyInterval } from '../uncertainty/accuracy-interval.ts';
import type { BootstrapOptions } from '../uncertainty/bootstrap.ts';
import type { BlockOptions } from '../uncertainty/resampling-units.ts';

/** The accuracy on some of the rows; NaN in its interval where these are too few to tell. */
export interface SubsetAccuracy {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly effectiveRows: number;
}

/**
 * The accuracy on the rows given, with Wilson's interval at their effective size. All NaN of no rows; without
 * an interval where the rows lie on fewer dates than two blocks, which tell no spread.
 */
export function subsetAccuracy(
  labels: LabelPair,
  { rows, options }: { readonly rows: readonly number[]; readonly options: BootstrapOptions & BlockOptions },
): SubsetAccuracy {
  const unknown = { estimate: Number.NaN, low: Number.NaN, high: Number.NaN, effectiveRows: Number.NaN };
  if (rows.length === 0) return unknown;
  const of = {
    actual: rows.map((row) => labels.actual[row] as string),
    predicted: rows.map((row) => labels.predicted[row] as string),
    classes: labels.classes,
  };
  const { blocks, blockLength = 1 } = options;
  if (blocks === undefined) return told(accuracyInterval(of, options));
  const kept = rows.map((row) => blocks[row] as number | string);
  if (new Set(kept).size < 2 * blockLength) return { ...unknown, estimate: accuracy(of) };
  return told(accuracyInterval(of, { ...options, blocks: kept as readonly string[] }));
}

function told({ estimate, low, high, effectiveRows }: SubsetAccuracy): SubsetAccuracy {
  return { estimate, low, high, effectiveRows };
}
