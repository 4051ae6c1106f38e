import type { Tensor2D } from '@tensorflow/tfjs-core';
import { denseForward } from './dense-gradient.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import type { TensorFlow } from './network-backend.ts';
import type { LaidOutLayer } from './parameter-layout.ts';

/**
 * The output layer's values (before softmax) for every row, row-major, without dropout. Rows go through in
 * chunks, so that memory does not grow with them. Runs inside `NetworkEngine.compute`.
 */
export function networkOutputs(
  tf: TensorFlow,
  network: { readonly layout: readonly LaidOutLayer[]; readonly parameters: Float32Array },
  { rows, columns, values }: FeatureMatrix,
): Float32Array {
  const { layout, parameters } = network;
  const units = layout.at(-1)?.units ?? 0;
  const outputs = new Float32Array(rows * units);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(rows, start + CHUNK_ROWS);
    tf.tidy(() => {
      const chunk = values.subarray(start * columns, end * columns);
      let y: Tensor2D = tf.tensor2d(chunk, [end - start, columns]);
      for (const layer of layout) y = denseForward(tf, { layer, parameters, input: y });
      outputs.set(y.dataSync<'float32'>(), start * units);
    });
  }
  return outputs;
}

const CHUNK_ROWS = 4096;
