import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './network-backend.ts';
import type { Activation } from './network-params.ts';
import type { LaidOutLayer } from './parameter-layout.ts';

/** One training batch, as the forward and backward pass need it. */
export interface DenseBatch {
  readonly rows: number;
  /** `rows` × inputs of the first layer, row-major. */
  readonly input: Float32Array;
  /** A layer's dropout mask (0, or 1 / (1 − rate)), `rows` × units; null where the layer drops nothing. */
  readonly masks: readonly (Float32Array | null)[];
  /** From the output layer's values before softmax to the loss's gradient by them, same shape. */
  readonly outputGradient: (outputs: Float32Array) => Float32Array;
}

/**
 * Forward and backward pass of a dense network: writes the gradient of the batch's mean loss by every
 * parameter to `gradient`, laid out as `parameters` are. Runs inside `NetworkEngine.compute`.
 *
 * The backward pass is written out, not recorded on TensorFlow.js's tape, which costs more than the
 * arithmetic at this size.
 */
export function denseGradient(
  tf: TensorFlow,
  pass: {
    readonly layout: readonly LaidOutLayer[];
    readonly parameters: Float32Array;
    readonly gradient: Float32Array;
    readonly batch: DenseBatch;
  },
): void {
  const { layout, parameters, gradient, batch } = pass;
  const { rows } = batch;
  const inputs: Tensor2D[] = [tf.tensor2d(batch.input, [rows, layout[0]?.inputs ?? 0])];
  const activated: Tensor2D[] = [];
  const masks: (Tensor2D | null)[] = [];
  layout.forEach((layer, i) => {
    const y = denseForward(tf, { layer, parameters, input: inputs[i] as Tensor2D });
    const mask = batch.masks[i] ?? null;
    const maskTensor = mask === null ? null : tf.tensor2d(mask, [rows, layer.units]);
    activated.push(y);
    masks.push(maskTensor);
    inputs.push(maskTensor === null ? y : tf.mul(y, maskTensor));
  });

  const last = layout.length - 1;
  const outputs = (activated[last] as Tensor2D).dataSync<'float32'>();
  let dz = tf.tensor2d(batch.outputGradient(outputs), [rows, layout[last]?.units ?? 0]);
  for (let i = last; i >= 0; i--) {
    const layer = layout[i] as LaidOutLayer;
    const input = inputs[i] as Tensor2D;
    gradient.set(tf.matMul(tf.transpose(input), dz).dataSync<'float32'>(), layer.kernelStart);
    gradient.set(tf.sum(dz, 0).dataSync<'float32'>(), layer.biasStart);
    if (i === 0) break;
    const below = layout[i - 1] as LaidOutLayer;
    let dx: Tensor2D = tf.matMul(dz, tf.tensor2d(transposed(layer, parameters), [layer.units, layer.inputs]));
    const mask = masks[i - 1];
    if (mask !== null && mask !== undefined) dx = tf.mul(dx, mask);
    dz = throughActivation(tf, { activation: below.activation, y: activated[i - 1] as Tensor2D, dy: dx });
  }
}

/** activation(input · kernel + bias); the output layer's softmax is left to the objective. */
export function denseForward(
  tf: TensorFlow,
  pass: { readonly layer: LaidOutLayer; readonly parameters: Float32Array; readonly input: Tensor2D },
): Tensor2D {
  const { layer, parameters, input } = pass;
  const b = tf.tensor2d(parameters.subarray(layer.kernelStart, layer.biasStart), [layer.inputs, layer.units]);
  const bias = tf.tensor1d(parameters.subarray(layer.biasStart, layer.end));
  const { activation } = layer;
  // The fused kernels know no tanh.
  if (activation === 'tanh') return tf.tanh(tf.fused.matMul({ a: input, b, bias }) as Tensor2D);
  if (activation === 'softmax' || activation === 'linear') {
    return tf.fused.matMul({ a: input, b, bias }) as Tensor2D;
  }
  return tf.fused.matMul({ a: input, b, bias, activation }) as Tensor2D;
}

/** The loss's gradient by an activation's input, from that by its output `y`, and `y` itself. */
function throughActivation(
  tf: TensorFlow,
  { activation, y, dy }: { activation: Activation | 'softmax'; y: Tensor2D; dy: Tensor2D },
): Tensor2D {
  switch (activation) {
    case 'relu':
      return tf.mul(dy, tf.step(y));
    case 'tanh':
      return tf.mul(dy, tf.sub(1, tf.square(y)));
    case 'sigmoid':
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    case 'elu':
      // The slope is 1 above 0, and e^x = y + 1 below.
      return tf.mul(dy, tf.add(tf.minimum(y, 0), 1));
    case 'linear':
    case 'softmax':
      return dy;
  }
}

function transposed(layer: LaidOutLayer, parameters: Float32Array): Float32Array {
  const { inputs, units, kernelStart } = layer;
  const result = new Float32Array(inputs * units);
  for (let i = 0, at = kernelStart; i < inputs; i++) {
    for (let j = 0, to = i; j < units; j++, at++, to += inputs) result[to] = parameters[at] as number;
  }
  return result;
}
