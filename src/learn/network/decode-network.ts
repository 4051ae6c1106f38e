import { digestBytes } from '../../base/digest.ts';
import type { NetworkModel } from './network-model.ts';
import { type NetworkTopology, parseNetworkTopology, tensorNames } from './network-topology.ts';
import { layOutParameters, parameterCount } from './parameter-layout.ts';
import { decodeSafetensors, type NamedTensor } from './safetensors.ts';

/**
 * Reads what `encodeNetwork` wrote. Form, sizes, digest, names, shapes and types are checked before a layer
 * is built; throws an Error that says what is wrong with files that are cut off, changed, or made to harm.
 */
export function decodeNetwork({
  weights,
  topology: value,
}: {
  weights: Uint8Array;
  topology: unknown;
}): NetworkModel {
  const topology = parseNetworkTopology(value);
  if (!(weights instanceof Uint8Array))
    throw new Error('the weights must be the bytes of a safetensors file');
  const shapes = topology.layers;
  const count = parameterCount(layOutParameters(shapes));
  if (weights.length !== topology.weights.bytes) {
    throw new Error(
      `the weights have ${weights.length} bytes, their topology names ${topology.weights.bytes}`,
    );
  }
  if (weights.length < count * 4) {
    throw new Error(`the weights have ${weights.length} bytes; the layers need ${count * 4} and a header`);
  }
  const digest = digestBytes(weights);
  if (digest !== topology.weights.digest) {
    throw new Error(`the weights are damaged: their digest is ${digest}, not ${topology.weights.digest}`);
  }
  const tensors = decodeSafetensors(weights);
  if (tensors.size !== shapes.length * 2) {
    throw new Error(
      `the weights hold ${tensors.size} tensors; ${shapes.length} layers have ${shapes.length * 2}`,
    );
  }
  const layers = shapes.map(({ inputs, units, activation, dropout, l2 }, i) => {
    const names = tensorNames(i);
    return {
      inputs,
      units,
      activation,
      dropout,
      l2,
      kernel: checkedValues(tensors, names.kernel, [inputs, units]),
      bias: checkedValues(tensors, names.bias, [units]),
    };
  });
  return {
    kind: 'network',
    task: topology.task,
    features: topology.features,
    classes: topology.classes,
    target: topology.target,
    layers,
    training: trainingOf(topology),
  };
}

function checkedValues(
  tensors: ReadonlyMap<string, NamedTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`the weights have no tensor "${name}"`);
  if (tensor.shape.join() !== shape.join()) {
    throw new Error(
      `the weights ${name} have the shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`,
    );
  }
  if (!tensor.values.every(Number.isFinite))
    throw new Error(`the weights ${name} are not all finite numbers`);
  return tensor.values;
}

function trainingOf({ training }: NetworkTopology): NetworkModel['training'] {
  const { curve } = training;
  const column = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values, (figure) => figure ?? Number.NaN);
  return {
    ...training,
    curve: {
      epoch: Int32Array.from(curve.loss, (_, i) => i + 1),
      loss: column(curve.loss),
      accuracy: column(curve.accuracy),
      valLoss: column(curve.valLoss),
      valAccuracy: column(curve.valAccuracy),
    },
  };
}
