import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkModel } from './network-model.ts';

/**
 * The same network as a layers model of TensorFlow.js, to predict with, train on or save with its own
 * tools; a regressor's target scale is folded into its last layer. Layers are named `dense_0`, `dropout_0`, … whatever else the process has built. It lives on the
 * backend that TensorFlow.js is set to; the caller disposes of it.
 */
export async function networkLayersModel(model: NetworkModel): Promise<LayersModel> {
  const tf = await import('@tensorflow/tfjs-core');
  const tfl = await import('@tensorflow/tfjs-layers');
  const result = tfl.sequential({ name: 'network' });
  model.layers.forEach(({ inputs, units, activation, dropout, l2, kernel, bias }, i) => {
    const layer = tfl.layers.dense({
      name: `dense_${i}`,
      ...(i === 0 ? { inputShape: [inputs] } : {}),
      units,
      activation,
      // Overwritten below; zeros need no random numbers.
      kernelInitializer: 'zeros',
      ...(l2 === 0 ? {} : { kernelRegularizer: tfl.regularizers.l2({ l2 }) }),
    });
    result.add(layer);
    const { center, scale } = (i === model.layers.length - 1 && model.target) || { center: 0, scale: 1 };
    const weights = [
      tf.tensor2d(
        kernel.map((weight) => weight * scale),
        [inputs, units],
      ),
      tf.tensor1d(bias.map((weight) => center + weight * scale)),
    ];
    layer.setWeights(weights);
    tf.dispose(weights);
    if (dropout > 0) result.add(tfl.layers.dropout({ name: `dropout_${i}`, rate: dropout }));
  });
  return result;
}
