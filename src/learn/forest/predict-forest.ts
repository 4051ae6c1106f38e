import type { NumericColumn } from '../columns.ts';
import { addBlockAnswers } from './add-block-answers.ts';
import type { ForestClassifier, ForestModel, ForestRegressor } from './forest-model.ts';
import { predictForestProba } from './predict-forest-proba.ts';
import { rowBlocks } from './row-blocks.ts';

type Features = Readonly<Record<string, NumericColumn>>;

/**
 * The prediction for each row: of a classifier the most probable class (of equals the first in
 * `model.classes`), of a regressor the mean of its trees. Columns that the model does not use are ignored;
 * throws where one that it uses is absent.
 */
export function predictForest(model: ForestClassifier, features: Features): string[];
export function predictForest(model: ForestRegressor, features: Features): Float64Array;
export function predictForest(model: ForestModel, features: Features): string[] | Float64Array;
export function predictForest(model: ForestModel, features: Features): string[] | Float64Array {
  return model.task === 'classification' ? mostProbable(model, features) : meanAnswer(model, features);
}

function mostProbable(model: ForestClassifier, features: Features): string[] {
  const proba = predictForestProba(model, features);
  const rows = proba[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let c = 1; c < proba.length; c++) if (proba[c]![row]! > proba[best]![row]!) best = c;
    return model.classes[best]!;
  });
}

function meanAnswer(model: ForestRegressor, features: Features): Float64Array {
  const predicted = new Float64Array(features[model.features[0] ?? '']?.length ?? 0);
  for (const block of rowBlocks(model, features)) {
    const sums = predicted.subarray(block.firstRow, block.firstRow + block.rows);
    addBlockAnswers(model, block, sums);
    for (let r = 0; r < block.rows; r++) sums[r]! /= model.trees.length;
  }
  return predicted;
}
