import type { NumericColumn } from '../columns.ts';
import { type Grouped, type Kernel, perGroup } from './per-group.ts';

/**
 * The exponentially weighted mean of the rows so far. At a missing value the mean so far stands, and the weights
 * fade on; NaN before the first value (pandas: `ewm(…, adjust=isAdjusted).mean()`).
 */
export function exponentialMean(values: NumericColumn, options: ExponentialMeanOptions): Float64Array {
  const kernel = exponentialKernel(resolveAlpha(options), { isAdjusted: options.isAdjusted ?? true });
  return perGroup(values, { groups: options.groups }, kernel);
}

/** How fast older rows fade: exactly one of `span` (≥ 1), `halfLife` (> 0) and `alpha` (0 < alpha ≤ 1). */
export interface ExponentialMeanOptions extends Grouped {
  /** alpha = 2 / (span + 1). */
  readonly span?: number;
  /** Rows after which a value counts half: alpha = 1 − 0.5^(1 / halfLife). */
  readonly halfLife?: number;
  readonly alpha?: number;
  /**
   * True (the default) weighs each past value by (1 − alpha)^age and divides by the sum of weights; false is the
   * recursion mean = (1 − alpha) mean + alpha value, begun at the first value.
   */
  readonly isAdjusted?: boolean;
}

function exponentialKernel(alpha: number, { isAdjusted }: { isAdjusted: boolean }): Kernel {
  const fade = 1 - alpha;
  const newWeight = isAdjusted ? 1 : alpha;
  return (input, output, { from, to }) => {
    let mean = Number.NaN;
    let oldWeight = 1;
    for (let i = from; i < to; i++) {
      const value = input[i]!;
      if (Number.isNaN(mean)) {
        mean = value;
      } else {
        oldWeight *= fade;
        if (!Number.isNaN(value)) {
          if (mean !== value) mean = (oldWeight * mean + newWeight * value) / (oldWeight + newWeight);
          oldWeight = isAdjusted ? oldWeight + newWeight : 1;
        }
      }
      output[i] = mean;
    }
  };
}

function resolveAlpha({ span, halfLife, alpha }: ExponentialMeanOptions): number {
  const given = [span, halfLife, alpha].filter((value) => value !== undefined);
  if (given.length !== 1) throw new Error('give exactly one of `span`, `halfLife` and `alpha`');
  if (span !== undefined) {
    if (!(span >= 1)) throw new Error(`\`span\` must be at least 1; it is ${span}`);
    return 2 / (span + 1);
  }
  if (halfLife !== undefined) {
    if (!(halfLife > 0)) throw new Error(`\`halfLife\` must be greater than 0; it is ${halfLife}`);
    return 1 - 0.5 ** (1 / halfLife);
  }
  if (alpha === undefined || !(alpha > 0 && alpha <= 1)) {
    throw new Error(`\`alpha\` must be greater than 0 and at most 1; it is ${alpha}`);
  }
  return alpha;
}
