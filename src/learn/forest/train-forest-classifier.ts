import type { NumericColumn } from '../columns.ts';
import { binFeatures } from './bin-features.ts';
import { cumulativeWeights } from './cumulative-weights.ts';
import type { ForestJob } from './forest-job.ts';
import type { ForestClassifier } from './forest-model.ts';
import {
  FOREST_LIMITS,
  type ForestEngine,
  type ForestParams,
  forestSeed,
  resolveForestParams,
} from './forest-params.ts';
import type { TrainingControl } from './grow-forest.ts';
import { growWithEngine } from './grow-with-engine.ts';
import { outOfBagScore } from './out-of-bag-score.ts';

export interface ForestClassifierRequest extends TrainingControl {
  /** A column of numbers a feature, one value a row; NaN is missing. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  /** The class of each row. */
  readonly labels: readonly (string | null)[];
  /** All classes, in the order that probabilities come in; rows need not have all of them. */
  readonly classes: readonly string[];
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
 * Trains a random forest (Breiman, Random Forests, 2001) on binned features. A prediction is the mean of
 * the trees' class shares, as in scikit-learn. The same request gives the same model to the bit, on any
 * number of threads. Throws an Error on bad input; rejects with the signal's reason when cancelled.
 */
export async function trainForestClassifier(request: ForestClassifierRequest): Promise<ForestClassifier> {
  const engine = request.engine ?? 'histogram';
  const params = resolveForestParams({ task: 'classification', engine }, request.params);
  const seed = forestSeed(request.seed);
  const { names, ...binned } = binFeatures(request.features, params.maxBins);
  const target = new SharedArrayBuffer(binned.rows * 2);
  const codes = new Uint16Array(target);
  encodeLabels(request, codes);
  const classWeights = weightsOf(params.classWeight, codes, request.classes);
  const cumulative = cumulativeWeights(request.sampleWeight, { rows: binned.rows, params, engine });
  const job: ForestJob = {
    ...binned,
    task: 'classification',
    target,
    classWeights,
    cumulative,
    params,
    seed,
  };
  const grown = await growWithEngine(job, { engine, features: request.features, control: request });
  const model: ForestClassifier = {
    ...grown,
    task: 'classification',
    features: names,
    classes: [...request.classes],
    classWeights,
    params,
    seed,
    outOfBag: null,
  };
  if (!params.oobScore) return model;
  return { ...model, outOfBag: await outOfBagScore(model, { ...request, cumulative, target: codes }) };
}

function encodeLabels({ labels, classes }: ForestClassifierRequest, codes: Uint16Array): void {
  if (classes.length === 0 || classes.length > FOREST_LIMITS.classes) {
    throw new Error(`${classes.length} classes; a forest takes 1 to ${FOREST_LIMITS.classes}`);
  }
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  if (codeOf.size !== classes.length) throw new Error('a class is named twice in `classes`');
  if (labels.length !== codes.length) {
    throw new Error(`there are ${labels.length} labels for ${codes.length} rows`);
  }
  for (let row = 0; row < codes.length; row++) {
    const label = labels[row];
    const code = label === null || label === undefined ? undefined : codeOf.get(label);
    if (code === undefined) {
      throw new Error(
        `row ${row} has the label ${JSON.stringify(label ?? null)}, which is not one of ${classes.join(', ')}`,
      );
    }
    codes[row] = code;
  }
}

/** 'balanced' as scikit-learn has it: rows / (classes that occur × rows of the class). */
function weightsOf(
  classWeight: ForestParams['classWeight'],
  codes: Uint16Array,
  classes: readonly string[],
): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  if (classWeight === null) return weights;
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes.length);
    for (const code of codes) counts[code]!++;
    const occurring = counts.filter((count) => count > 0).length;
    counts.forEach((count, c) => {
      if (count > 0) weights[c] = codes.length / (occurring * count);
    });
    return weights;
  }
  for (const [name, factor] of Object.entries(classWeight)) {
    const code = classes.indexOf(name);
    if (code === -1)
      throw new Error(`classWeight names "${name}", which is not one of ${classes.join(', ')}`);
    weights[code] = factor;
  }
  return weights;
}
