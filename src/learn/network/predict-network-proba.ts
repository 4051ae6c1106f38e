import type { NumericColumn } from '../columns.ts';
import { featureMatrix } from './feature-matrix.ts';
import { type NetworkBackend, openNetworkBackend } from './network-backend.ts';
import type { NetworkModel } from './network-model.ts';
import { networkOutputs } from './network-outputs.ts';
import { layOutParameters } from './parameter-layout.ts';
import { softmaxColumns } from './softmax-cross-entropy.ts';

export interface NetworkPredictionOptions {
  /** Default: the backend the model was trained on. */
  readonly backend?: NetworkBackend | undefined;
}

/**
 * The probability of each class for each row: one Float64Array a class, in the order of `model.classes`.
 * Columns that the model does not use are ignored. Rejects with an Error naming a missing or unusable column.
 */
export async function predictNetworkProba(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  options: NetworkPredictionOptions = {},
): Promise<Record<string, Float64Array>> {
  if (model.task !== 'classifier') throw new Error('a regressor has no probabilities; use predictNetwork');
  const outputs = await modelOutputs(model, features, options);
  const columns = softmaxColumns(outputs, model.classes.length);
  return Object.fromEntries(model.classes.map((name, i) => [name, columns[i] ?? new Float64Array(0)]));
}

/** The output layer's values for each row, before softmax, row-major. */
export async function modelOutputs(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  options: NetworkPredictionOptions,
): Promise<Float32Array> {
  const matrix = featureMatrix(features, model.features);
  const layout = layOutParameters(model.layers);
  const parameters = new Float32Array(layout.at(-1)?.end ?? 0);
  model.layers.forEach((layer, i) => {
    parameters.set(layer.kernel, layout[i]?.kernelStart);
    parameters.set(layer.bias, layout[i]?.biasStart);
  });
  const engine = await openNetworkBackend(options.backend ?? model.training.backend);
  return engine.compute(() => networkOutputs(engine.tf, { layout, parameters }, matrix));
}
