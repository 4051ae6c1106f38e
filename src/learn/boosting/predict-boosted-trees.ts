import type { NumericColumn } from '../columns.ts';
import { featureColumns } from '../forest/row-blocks.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { sigmoid, softmaxRows } from './boosting-loss.ts';
import { leafValueOf } from './leaf-value-of.ts';

type Features = Readonly<Record<string, NumericColumn>>;

/**
 * The probability of each class: a column a class in the order of `model.classes`, one value a row. Columns that
 * the model does not use are ignored; throws where one that it uses is absent.
 */
export function predictBoostedProba(model: BoostedTrees, features: Features): Float64Array[] {
  if (model.task !== 'classification')
    throw new Error('a regressor has no probabilities; use predictBoostedValues');
  const scores = scoresOf(model, features);
  const classes = model.classes.length;
  if (classes === 2) {
    const upper = scores.map(sigmoid);
    return [upper.map((share) => 1 - share), upper];
  }
  softmaxRows(scores, { classes, shares: scores });
  const rows = scores.length / classes;
  return model.classes.map((_, c) =>
    Float64Array.from({ length: rows }, (_, row) => scores[row * classes + c]!),
  );
}

/** A regressor's number for each row; otherwise as `predictBoostedProba`. */
export function predictBoostedValues(model: BoostedTrees, features: Features): Float64Array {
  if (model.task !== 'regression') throw new Error('a classifier predicts classes; use predictBoostedProba');
  return scoresOf(model, features);
}

function scoresOf({ features: names, base, trees }: BoostedTrees, features: Features): Float64Array {
  const columns = featureColumns(names, features);
  const outputs = base.length;
  const rows = columns[0]!.length;
  const scores = Float64Array.from({ length: rows * outputs }, (_, i) => base[i % outputs]!);
  for (const [i, tree] of trees.entries()) {
    for (let row = 0, at = i % outputs; row < rows; row++, at += outputs) {
      scores[at]! += leafValueOf(tree, { columns, row });
    }
  }
  return scores;
}
