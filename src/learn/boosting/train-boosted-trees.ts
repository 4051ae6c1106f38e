import { setImmediate } from 'node:timers/promises';
import { deriveSeed, randomFrom } from '../../base/random.ts';
import type { NumericColumn } from '../columns.ts';
import { binFeatures } from '../forest/bin-features.ts';
import type { ForestTree } from '../forest/forest-model.ts';
import { forestSeed } from '../forest/forest-params.ts';
import { featureColumns } from '../forest/row-blocks.ts';
import { classTargets } from '../network/class-targets.ts';
import { sampleWeights } from '../sample-weights.ts';
import { shuffled } from '../split/shuffled.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { type BoostingLoss, logisticLoss, softmaxLoss, squaredErrorLoss } from './boosting-loss.ts';
import { type BoostingParams, resolveBoostingParams } from './boosting-params.ts';
import { boostedTreeGrower } from './grow-boosted-tree.ts';
import { leafValueOf } from './leaf-value-of.ts';

interface Rows {
  /** A column of numbers a feature, one value a row; NaN is missing. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  /** How much each row counts, a number ≥ 0 a row; default: all the same. */
  readonly sampleWeight?: NumericColumn | undefined;
}

export interface LabelledRows extends Rows {
  readonly labels: readonly (string | null)[];
}

export interface TargetRows extends Rows {
  /** The number to predict, one a row; none may be missing. */
  readonly target: NumericColumn;
}

interface BoostingControl {
  readonly params?: BoostingParams | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each round. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

export interface BoostedClassifierRequest extends LabelledRows, BoostingControl {
  /** All classes, in the order that probabilities come in. */
  readonly classes: readonly string[];
  /** Rows for the validation curve and early stopping; never trained on. */
  readonly validation?: LabelledRows | undefined;
}

export interface BoostedRegressorRequest extends TargetRows, BoostingControl {
  readonly validation?: TargetRows | undefined;
}

/**
 * Trains gradient-boosted trees on cross entropy (Friedman, 2001; Chen and Guestrin, XGBoost, 2016), on the same
 * bins as the forest. The same request gives the same model to the bit. Throws an Error on bad input; rejects
 * with the signal's reason when cancelled.
 */
export async function trainBoostedClassifier(request: BoostedClassifierRequest): Promise<BoostedTrees> {
  const { classes } = request;
  const lossOf = ({ labels, sampleWeight }: LabelledRows, { rows, of }: { rows: number; of: string }) => {
    const target = classTargets(labels, classes, { rows, of });
    const weights = sampleWeights(sampleWeight, rows);
    return classes.length === 2
      ? logisticLoss(target, weights)
      : softmaxLoss(target, { weights, classes: classes.length });
  };
  return boost(request, { task: 'classification', classes, lossOf });
}

/** As `trainBoostedClassifier`, for a number by squared error. */
export async function trainBoostedRegressor(request: BoostedRegressorRequest): Promise<BoostedTrees> {
  const lossOf = ({ target, sampleWeight }: TargetRows, { rows, of }: { rows: number; of: string }) => {
    if (target.length !== rows)
      throw new Error(`there are ${target.length} ${of} for ${rows} rows of features`);
    const bad = target.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1) throw new Error(`${of}: row ${bad} is ${target[bad]}; a number is needed`);
    return squaredErrorLoss(Float64Array.from(target), sampleWeights(sampleWeight, rows));
  };
  return boost(request, { task: 'regression', classes: [], lossOf });
}

async function boost<Part extends Rows>(
  request: Part & BoostingControl & { readonly validation?: Part | undefined },
  {
    task,
    classes,
    lossOf,
  }: {
    task: BoostedTrees['task'];
    classes: readonly string[];
    lossOf: (part: Part, facts: { rows: number; of: string }) => BoostingLoss;
  },
): Promise<BoostedTrees> {
  const params = resolveBoostingParams(request.params);
  const seed = forestSeed(request.seed);
  const binned = binFeatures(request.features, params.maxBins);
  const { names, rows } = binned;
  const train = scored(lossOf(request, { rows, of: 'targets' }), rows);
  const held =
    request.validation === undefined
      ? null
      : heldOut(request.validation, { names, lossOf, base: train.base });
  if (params.earlyStopping !== null && held === null) {
    throw new Error('early stopping needs validation rows: boosting goes on making the training loss less');
  }
  const columns = featureColumns(names, request.features);
  const grow = boostedTreeGrower(binned, params);
  const first = new Float64Array(rows);
  const second = new Float64Array(rows);
  const trees: ForestTree[] = [];
  const gains = new Float64Array(names.length);
  const losses: number[] = [];
  const heldLosses: number[] = [];
  const { outputs } = train.loss;
  let best = 0;
  train.loss.score(train.scores);
  const everything = { rows: numbers(rows), leftOut: new Int32Array(0), features: numbers(names.length) };
  for (let round = 0; round < params.rounds; round++) {
    const drawn = drawRound(everything, { seed, round, params });
    for (let output = 0; output < outputs; output++) {
      train.loss.derive({ output, first, second });
      const grown = grow({ ...drawn, first, second }, (value, members) => {
        for (const row of members) train.scores[row * outputs + output]! += value;
      });
      for (const row of drawn.leftOut) {
        train.scores[row * outputs + output]! += leafValueOf(grown.tree, { columns, row });
      }
      held?.add(grown.tree, output);
      trees.push(grown.tree);
      grown.gains.forEach((gain, f) => {
        gains[f]! += gain;
      });
    }
    losses.push(train.loss.score(train.scores));
    if (held !== null) heldLosses.push(held.loss.score(held.scores));
    if ((heldLosses.at(-1) ?? 0) < (heldLosses[best] ?? 0)) best = round;
    request.onProgress?.({ done: round + 1, total: params.rounds });
    await setImmediate();
    request.signal?.throwIfAborted();
    if (params.earlyStopping !== null && round - best >= params.earlyStopping.patience) break;
  }
  const kept = params.earlyStopping === null ? losses.length : best + 1;
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return {
    kind: 'boosted-trees',
    task,
    features: names,
    classes: [...classes],
    params,
    seed,
    base: train.base,
    trees: trees.slice(0, kept * outputs),
    importance: total > 0 ? gains.map((gain) => gain / total) : gains,
    curve: {
      loss: Float64Array.from(losses),
      validationLoss: Float64Array.from(losses, (_, round) => heldLosses[round] ?? Number.NaN),
    },
  };
}

function scored(loss: BoostingLoss, rows: number) {
  const base = loss.base();
  return {
    loss,
    base,
    scores: Float64Array.from({ length: rows * base.length }, (_, i) => base[i % base.length]!),
  };
}

function heldOut<Part extends Rows>(
  part: Part,
  {
    names,
    lossOf,
    base,
  }: {
    names: readonly string[];
    lossOf: (part: Part, facts: { rows: number; of: string }) => BoostingLoss;
    base: Float64Array;
  },
) {
  const columns = featureColumns(names, part.features);
  const rows = columns[0]!.length;
  if (rows === 0) throw new Error('the validation set has no rows; leave it out, or give it some');
  const loss = lossOf(part, { rows, of: 'validation targets' });
  const scores = Float64Array.from({ length: rows * base.length }, (_, i) => base[i % base.length]!);
  const add = (tree: ForestTree, output: number): void => {
    for (let row = 0; row < rows; row++)
      scores[row * base.length + output]! += leafValueOf(tree, { columns, row });
  };
  return { loss, scores, add };
}

interface Drawn {
  readonly rows: Int32Array;
  readonly leftOut: Int32Array;
  readonly features: Int32Array;
}

/** The rows and features of a round, by the seed; all of them where nothing is left out. */
function drawRound(
  everything: Drawn,
  {
    seed,
    round,
    params: { subsample, featureShare },
  }: { seed: number; round: number; params: { subsample: number; featureShare: number } },
): Drawn {
  const draw = (what: string, { all, share }: { all: Int32Array; share: number }) => {
    if (share === 1) return { taken: all, left: everything.leftOut };
    const mixed = Int32Array.from(shuffled(Array.from(all), randomFrom(deriveSeed(seed, what), round)));
    const most = Math.max(1, Math.round(share * all.length));
    return { taken: mixed.slice(0, most).sort(), left: mixed.slice(most).sort() };
  };
  const { taken, left } = draw('rows', { all: everything.rows, share: subsample });
  return {
    rows: taken,
    leftOut: left,
    features: draw('features', { all: everything.features, share: featureShare }).taken,
  };
}

function numbers(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
