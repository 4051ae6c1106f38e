import { deriveSeed, randomFrom } from '../../base/random.ts';
import type { LaidOutLayer } from './parameter-layout.ts';

/**
 * The weights before the first step, as Keras's Dense begins: kernels uniform in ±√(6 / (inputs + units))
 * (Glorot and Bengio, 2010), biases 0. Decided by `seed` alone.
 */
export function initialParameters(layout: readonly LaidOutLayer[], seed: number): Float32Array {
  const parameters = new Float32Array(layout.at(-1)?.end ?? 0);
  layout.forEach((layer, i) => {
    const random = randomFrom(deriveSeed(seed, 'initial weights'), i);
    const limit = Math.sqrt(6 / (layer.inputs + layer.units));
    for (let at = layer.kernelStart; at < layer.biasStart; at++) parameters[at] = (2 * random() - 1) * limit;
  });
  return parameters;
}
