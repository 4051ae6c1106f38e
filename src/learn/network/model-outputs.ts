import type { NumericColumn } from '../columns.ts';
import { featureMatrix } from './feature-matrix.ts';
import { type NetworkBackend, openNetworkBackend } from './network-backend.ts';
import type { NetworkModel } from './network-model.ts';
import { networkOutputs } from './network-outputs.ts';
import { layOutParameters } from './parameter-layout.ts';

export interface NetworkPrediction {
  /** Default: the backend the model was trained on. */
  readonly backend?: NetworkBackend | undefined;
}

/** A model's outputs for each row, before softmax, row-major. */
export async function modelOutputs(
  model: NetworkModel,
  features: Readonly<Record<string, NumericColumn>>,
  { backend }: NetworkPrediction,
): Promise<Float32Array> {
  const matrix = featureMatrix(features, model.features);
  const layout = layOutParameters(model.layers);
  const parameters = new Float32Array(layout.at(-1)?.end ?? 0);
  model.layers.forEach((layer, i) => {
    parameters.set(layer.kernel, layout[i]?.kernelStart);
    parameters.set(layer.bias, layout[i]?.biasStart);
  });
  const engine = await openNetworkBackend(backend ?? model.training.backend);
  return engine.compute(() => networkOutputs(engine.tf, { layout, parameters }, matrix));
}
