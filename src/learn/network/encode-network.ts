import { digestBytes } from '../../base/digest.ts';
import type { NetworkModel } from './network-model.ts';
import { type NetworkTopology, tensorNames, topologyOf } from './network-topology.ts';
import { encodeSafetensors } from './safetensors.ts';

/** A network as two files: a safetensors file, and what belongs in a JSON file beside it. */
export interface EncodedNetwork {
  readonly weights: Uint8Array;
  /** Names the weights by digest, so that the digest of its canonical JSON stands for the whole model. */
  readonly topology: NetworkTopology;
}

/**
 * The one encoding of a model: equal models give equal bytes, in any process. Throws for a model that
 * `decodeNetwork` would refuse, such as one with a weight that is not a finite number.
 */
export function encodeNetwork(model: NetworkModel): EncodedNetwork {
  const tensors = model.layers.flatMap(({ inputs, units, kernel, bias }, i) => {
    const names = tensorNames(i);
    return [
      { name: names.kernel, shape: [inputs, units], values: kernel },
      { name: names.bias, shape: [units], values: bias },
    ];
  });
  for (const { name, values } of tensors) {
    if (!values.every(Number.isFinite)) throw new Error(`the weights ${name} are not all finite numbers`);
  }
  const weights = encodeSafetensors(tensors);
  return { weights, topology: topologyOf(model, { digest: digestBytes(weights), bytes: weights.length }) };
}
