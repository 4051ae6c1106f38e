import { z } from 'zod';

const share = z.number().gt(0).max(1);

/** How trees are boosted, with XGBoost's meaning and, in brackets, its names. */
export const boostingParamsSchema = z.strictObject({
  /** Rounds at most, each of one tree, or of one a class where there are more than two (`n_estimators`). */
  rounds: z.int().min(1).max(65_536).default(100),
  /** What each tree's answer is multiplied by (`eta`). */
  learningRate: z.number().gt(0).max(10).default(0.1),
  /** Most splits from the root to a leaf (`max_depth`). */
  maxDepth: z.int().min(1).max(64).default(6),
  /** The least sum of second derivatives in a leaf (`min_child_weight`): rows, for a squared error. */
  minChildWeight: z.number().gt(0).max(1e9).default(1),
  /** The penalty λ on the squares of leaf values (`reg_lambda`). */
  l2: z.number().min(0).max(1e9).default(1),
  /** The least gain of a split (`gamma`). */
  minGain: z.number().min(0).max(1e18).default(0),
  /** The share of rows that each round draws, without replacement (`subsample`). */
  subsample: share.default(1),
  /** The share of features that each tree draws (`colsample_bytree`). */
  featureShare: share.default(1),
  /** Bins a feature, the one for missing values included (`max_bin`). */
  maxBins: z.int().min(3).max(256).default(256),
  /** Stops `patience` rounds after the validation loss was least, and keeps the trees up to there. */
  earlyStopping: z
    .strictObject({ patience: z.int().min(1).max(65_536) })
    .nullable()
    .default(null),
});

export type BoostingParams = z.input<typeof boostingParamsSchema>;
export type ResolvedBoostingParams = z.output<typeof boostingParamsSchema>;

/** The parameters with every default filled in; throws an Error that names every bad one. */
export function resolveBoostingParams(given: BoostingParams = {}): ResolvedBoostingParams {
  const parsed = boostingParamsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(`boosting parameters:\n${z.prettifyError(parsed.error)}`);
}
