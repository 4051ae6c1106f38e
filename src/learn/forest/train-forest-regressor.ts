import type { NumericColumn } from '../columns.ts';
import { binFeatures } from './bin-features.ts';
import { cumulativeWeights } from './cumulative-weights.ts';
import type { ForestJob } from './forest-job.ts';
import type { ForestRegressor } from './forest-model.ts';
import { type ForestEngine, type ForestParams, forestSeed, resolveForestParams } from './forest-params.ts';
import type { TrainingControl } from './grow-forest.ts';
import { growWithEngine } from './grow-with-engine.ts';
import { outOfBagScore } from './out-of-bag-score.ts';

/** Squares of larger targets, summed, would be infinite. */
const MAX_TARGET = 1e100;

export interface ForestRegressorRequest extends TrainingControl {
  /** A column of numbers a feature, one value a row; NaN is missing. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  /** The number to predict, one a row; none may be missing or infinite. */
  readonly target: NumericColumn;
  /**
   * How much each row counts, a number ≥ 0 a row: its chance to be drawn, in proportion, at each draw of each
   * tree's rows (ranger's `case.weights`), so that leaves count in whole rows. Default: all the same.
   */
  readonly sampleWeight?: NumericColumn | undefined;
  readonly params?: Partial<ForestParams>;
  readonly seed: number;
  /** Who grows the trees; default: 'histogram'. */
  readonly engine?: ForestEngine;
}

/**
 * Trains a random forest for a number (Breiman, Random Forests, 2001) on binned features, by squared error.
 * The same request gives the same model to the bit, on any number of threads. Throws an Error on bad input;
 * rejects with the signal's reason when cancelled.
 */
export async function trainForestRegressor(request: ForestRegressorRequest): Promise<ForestRegressor> {
  const engine = request.engine ?? 'histogram';
  const params = resolveForestParams({ task: 'regression', engine }, request.params);
  const seed = forestSeed(request.seed);
  const { names, ...binned } = binFeatures(request.features, params.maxBins);
  const target = new SharedArrayBuffer(binned.rows * 8);
  const values = new Float64Array(target);
  if (request.target.length !== binned.rows) {
    throw new Error(`there are ${request.target.length} targets for ${binned.rows} rows`);
  }
  values.set(request.target);
  const bad = values.findIndex((value) => !(Math.abs(value) <= MAX_TARGET));
  if (bad !== -1) {
    throw new Error(`the target of row ${bad} is ${values[bad]}; a number within ±${MAX_TARGET} is needed`);
  }
  const classWeights = new Float64Array(0);
  const cumulative = cumulativeWeights(request.sampleWeight, { rows: binned.rows, params, engine });
  const job: ForestJob = { ...binned, task: 'regression', target, classWeights, cumulative, params, seed };
  const grown = await growWithEngine(job, { engine, features: request.features, control: request });
  const model: ForestRegressor = {
    ...grown,
    task: 'regression',
    features: names,
    params,
    seed,
    outOfBag: null,
  };
  if (!params.oobScore) return model;
  return { ...model, outOfBag: await outOfBagScore(model, { ...request, cumulative, target: values }) };
}
