/** How trees are grown; the names and defaults are scikit-learn's where it has them. */
export interface ForestParams {
  /** Number of trees (`n_estimators`). */
  readonly trees: number;
  /** Most splits from the root to a leaf; null: no limit. */
  readonly maxDepth: number | null;
  /** Fewest training rows in a leaf; a row drawn twice counts once. */
  readonly minSamplesLeaf: number;
  /** Fewest training rows in a node that is split. */
  readonly minSamplesSplit: number;
  /**
   * Features drawn at each split: a rule, a fraction in (0, 1), or a count ≥ 1 (so 1 is one feature;
   * say 'all' for all of them).
   */
  readonly maxFeatures: 'sqrt' | 'log2' | 'all' | number;
  /** Whether a tree draws its rows with replacement. */
  readonly bootstrap: boolean;
  /** Rows that a tree draws, as a fraction of all in (0, 1] (`max_samples`). */
  readonly subsample: number;
  /** Bins a feature, the one for missing values included: 3 to 256. */
  readonly maxBins: number;
  /** Factors a class: 'balanced' is rows / (classes × rows of the class); a class not named has 1. */
  readonly classWeight: 'balanced' | Readonly<Record<string, number>> | null;
  /** Whether to score each row by the trees that did not see it. */
  readonly oobScore: boolean;
}

export type ForestTask = 'classification' | 'regression';

/** Who grows the trees: this library, or the npm package ml-random-forest. */
export type ForestEngine = 'histogram' | 'ml-random-forest';

/** Bounds of a forest; those of class weights keep every weighted share a finite number. */
export const FOREST_LIMITS = {
  trees: 65_536,
  features: 65_000,
  classes: 1_024,
  rows: 2 ** 31 - 1,
  leastWeight: 1e-12,
  mostWeight: 1e12,
} as const;

/** The parameters with defaults for that task and engine; throws an Error that names every bad one. */
export function resolveForestParams(
  { task, engine }: { readonly task: ForestTask; readonly engine: ForestEngine },
  given: Partial<ForestParams> = {},
): ForestParams {
  const defaults: ForestParams = {
    trees: 100,
    maxDepth: null,
    minSamplesLeaf: 1,
    minSamplesSplit: 2,
    // ml-random-forest draws features once a tree, where a square root of them is too few to learn from.
    maxFeatures: task === 'classification' && engine === 'histogram' ? 'sqrt' : 'all',
    bootstrap: true,
    subsample: 1,
    maxBins: 256,
    classWeight: null,
    oobScore: false,
  };
  const params: Record<string, unknown> = { ...defaults };
  const faults: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!(name in defaults))
      faults.push(`there is no "${name}"; there are ${Object.keys(defaults).join(', ')}`);
    else if (value !== undefined) params[name] = value;
  }
  const resolved = params as unknown as ForestParams;
  faults.push(...faultsOf(resolved, task));
  if (faults.length > 0) throw new Error(`forest parameters: ${faults.join('; ')}`);
  return resolved;
}

/** The seed as it is used and recorded: modulo 2^32; throws where it is not a whole number. */
export function forestSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) throw new Error(`the seed must be a whole number, not ${seed}`);
  return seed >>> 0;
}

/** How many features a split draws, at least 1. */
export function featuresPerSplit(maxFeatures: ForestParams['maxFeatures'], features: number): number {
  if (maxFeatures === 'all') return features;
  if (maxFeatures === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(features)));
  if (maxFeatures === 'log2') return Math.max(1, Math.floor(Math.log2(features)));
  if (maxFeatures < 1) return Math.max(1, Math.floor(maxFeatures * features));
  return Math.min(maxFeatures, features);
}

function faultsOf(params: ForestParams, task: ForestTask): string[] {
  const faults: string[] = [];
  const must = (isRight: boolean, name: keyof ForestParams, rule: string): void => {
    if (!isRight) faults.push(`${name} must be ${rule}, not ${JSON.stringify(params[name])}`);
  };
  const { trees, maxDepth, maxFeatures, subsample, classWeight } = params;
  must(isCount(trees, 1, FOREST_LIMITS.trees), 'trees', `a whole number from 1 to ${FOREST_LIMITS.trees}`);
  must(maxDepth === null || isCount(maxDepth, 1), 'maxDepth', 'null or a whole number from 1');
  must(isCount(params.minSamplesLeaf, 1), 'minSamplesLeaf', 'a whole number from 1');
  must(isCount(params.minSamplesSplit, 2), 'minSamplesSplit', 'a whole number from 2');
  must(
    maxFeatures === 'sqrt' || maxFeatures === 'log2' || maxFeatures === 'all' || isShareOrCount(maxFeatures),
    'maxFeatures',
    `'sqrt', 'log2', 'all', a fraction in (0, 1) or a count from 1`,
  );
  must(typeof params.bootstrap === 'boolean', 'bootstrap', 'true or false');
  must(typeof subsample === 'number' && subsample > 0 && subsample <= 1, 'subsample', 'in (0, 1]');
  must(isCount(params.maxBins, 3, 256), 'maxBins', 'a whole number from 3 to 256');
  must(typeof params.oobScore === 'boolean', 'oobScore', 'true or false');
  must(
    params.oobScore !== true || params.bootstrap === true || subsample < 1,
    'oobScore',
    'false where every tree sees every row (no bootstrap, subsample 1)',
  );
  must(
    classWeight === null || classWeight === 'balanced' || isWeightTable(classWeight),
    'classWeight',
    `null, 'balanced' or a table of class to a number from ${FOREST_LIMITS.leastWeight} to ${FOREST_LIMITS.mostWeight}`,
  );
  must(task === 'classification' || classWeight === null, 'classWeight', 'null in a regression');
  return faults;
}

function isCount(value: unknown, least: number, most = 2 ** 31 - 1): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isShareOrCount(value: unknown): boolean {
  return typeof value === 'number' && ((value > 0 && value < 1) || isCount(value, 1));
}

function isWeightTable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (factor) => factor >= FOREST_LIMITS.leastWeight && factor <= FOREST_LIMITS.mostWeight,
  );
}
