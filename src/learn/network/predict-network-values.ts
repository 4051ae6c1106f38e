import type { NumericColumn } from '../columns.ts';
import { modelOutputs, type NetworkPrediction } from './model-outputs.ts';
import type { NetworkModel } from './network-model.ts';

/** A regressor's number for each row; otherwise as `predictNetworkProba`. */
export async function predictNetworkValues(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  options: NetworkPrediction = {},
): Promise<Float64Array> {
  const { target } = model;
  if (target === null) throw new Error('a classifier predicts classes; use predictNetworkProba');
  const outputs = await modelOutputs(model, features, options);
  return Float64Array.from(outputs, (output) => target.center + target.scale * output);
}
