import type { NumericColumn } from '../columns.ts';
import { modelOutputs, type NetworkPrediction } from './model-outputs.ts';
import type { NetworkModel } from './network-model.ts';

/** A regressor's number for each row; otherwise as `predictNetworkProba`. */
export async function predictNetworkValues(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  options: NetworkPrediction = {},
): Promise<Float64Array> {
  if (model.task !== 'regressor') throw new Error('a classifier predicts classes; use predictNetworkProba');
  return Float64Array.from(await modelOutputs(model, features, options));
}
