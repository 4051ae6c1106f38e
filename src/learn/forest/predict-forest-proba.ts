import type { NumericColumn } from '../columns.ts';
import { addBlockAnswers } from './add-block-answers.ts';
import type { ForestClassifier } from './forest-model.ts';
import { rowBlocks } from './row-blocks.ts';

/**
 * The probability of each class: a column a class in the order of `model.classes`, one value a row, the
 * mean over the trees of the class's weighted share in the row's leaf. Columns that the model does not use
 * are ignored.
 */
export function predictForestProba(
  model: ForestClassifier,
  features: Readonly<Record<string, NumericColumn>>,
): Float64Array[] {
  const classes = model.classes.length;
  const rows = features[model.features[0] ?? '']?.length ?? 0;
  const proba = model.classes.map(() => new Float64Array(rows));
  for (const block of rowBlocks(model, features)) {
    const sums = new Float64Array(block.rows * classes);
    addBlockAnswers(model, block, sums);
    for (let c = 0; c < classes; c++) {
      const column = proba[c]!;
      for (let r = 0; r < block.rows; r++) {
        column[block.firstRow + r] = sums[r * classes + c]! / model.trees.length;
      }
    }
  }
  return proba;
}
