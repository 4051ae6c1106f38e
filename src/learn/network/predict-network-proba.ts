import type { NumericColumn } from '../columns.ts';
import { modelOutputs, type NetworkPrediction } from './model-outputs.ts';
import type { NetworkModel } from './network-model.ts';
import { softmaxColumns } from './softmax-cross-entropy.ts';

/**
 * The probability of each class for each row: one Float64Array a class, in the order of `model.classes`.
 * Columns that the model does not use are ignored. Rejects with an Error naming a missing or unusable column.
 */
export async function predictNetworkProba(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  options: NetworkPrediction = {},
): Promise<Record<string, Float64Array>> {
  if (model.task !== 'classifier')
    throw new Error('a regressor has no probabilities; use predictNetworkValues');
  const outputs = await modelOutputs(model, features, options);
  const columns = softmaxColumns(outputs, model.classes.length);
  return Object.fromEntries(model.classes.map((name, i) => [name, columns[i] ?? new Float64Array(0)]));
}
