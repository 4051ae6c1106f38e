import { setImmediate } from 'node:timers/promises';
import { randomFrom } from '../../base/random.ts';
import type { NumericColumn } from '../columns.ts';
import type { ForestModel } from './forest-model.ts';
import { predictForest } from './predict-forest.ts';

/** Truth, one value a row: class names for a classifier, numbers for a regressor. */
type Truth = readonly (string | null)[] | NumericColumn;

export interface PermutationImportanceRequest {
  readonly model: ForestModel;
  /** Rows to measure on; those that the model was not trained on tell more. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  readonly labels: Truth;
  /** How often each column is shuffled. */
  readonly repeats?: number;
  readonly seed: number;
  /** A score, greater is better; default: accuracy, or R². */
  readonly metric?: (truth: Truth, predicted: readonly string[] | Float64Array) => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface PermutationImportance {
  readonly feature: string;
  /** Mean and standard deviation (over `drops`, as scikit-learn has it, without Bessel's correction). */
  readonly mean: number;
  readonly deviation: number;
  /** The score on the rows as they are, less the score with the column shuffled; one a repeat. */
  readonly drops: Float64Array;
}

/**
 * How much worse the model scores when one column at a time is shuffled (Breiman, Random Forests, 2001,
 * §10), by feature in the model's order. Two columns that say the same each look unimportant.
 */
export async function permutationImportance(
  request: PermutationImportanceRequest,
): Promise<PermutationImportance[]> {
  const { model, features, labels, repeats = 5, seed, signal, onProgress } = request;
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new Error(`repeats must be a whole number from 1, not ${repeats}`);
  }
  const metric = request.metric ?? (model.task === 'classification' ? accuracy : rSquared);
  const score = (columns: Readonly<Record<string, NumericColumn>>): number => {
    const predicted = predictForest(model, columns);
    if (predicted.length !== labels.length || predicted.length === 0) {
      throw new Error(
        `there are ${labels.length} labels for ${predicted.length} rows; at least one is needed`,
      );
    }
    const value = metric(labels, predicted);
    if (!Number.isFinite(value)) throw new Error(`the metric is ${value}: importance cannot be told from it`);
    return value;
  };
  const whole = score(features);
  const result: PermutationImportance[] = [];
  for (const [f, feature] of model.features.entries()) {
    const drops = new Float64Array(repeats);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const column = shuffled(features[feature]!, randomFrom(seed, f, repeat));
      drops[repeat] = whole - score({ ...features, [feature]: column });
      onProgress?.({ done: f * repeats + repeat + 1, total: model.features.length * repeats });
      await setImmediate();
      signal?.throwIfAborted();
    }
    const mean = drops.reduce((sum, drop) => sum + drop, 0) / repeats;
    const variance = drops.reduce((sum, drop) => sum + (drop - mean) ** 2, 0) / repeats;
    result.push({ feature, mean, deviation: Math.sqrt(variance), drops });
  }
  return result;
}

function shuffled(column: NumericColumn, random: () => number): NumericColumn {
  const copy = column.slice();
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = copy[i]!;
    copy[i] = copy[j]!;
    copy[j] = value;
  }
  return copy;
}

function accuracy(truth: Truth, predicted: readonly string[] | Float64Array): number {
  let right = 0;
  for (let i = 0; i < predicted.length; i++) if (truth[i] === predicted[i]) right++;
  return right / predicted.length;
}

function rSquared(truth: Truth, predicted: readonly string[] | Float64Array): number {
  const values = truth as NumericColumn;
  const numbers = predicted as Float64Array;
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i]! - mean) / (i + 1);
  let errors = 0;
  let spread = 0;
  for (let i = 0; i < values.length; i++) {
    errors += (values[i]! - numbers[i]!) ** 2;
    spread += (values[i]! - mean) ** 2;
  }
  return 1 - errors / spread;
}
