import type { DenseLayer, DenseShape } from './network-model.ts';

/** A layer and where its weights stand in the one flat array that holds all of a network's. */
export interface LaidOutLayer extends DenseShape {
  readonly kernelStart: number;
  readonly biasStart: number;
  /** Where the next layer begins. */
  readonly end: number;
}

/** Places kernel and bias of each layer one after another; the last layer's `end` is the number of weights. */
export function layOutParameters(shapes: readonly DenseShape[]): readonly LaidOutLayer[] {
  let at = 0;
  return shapes.map((shape) => {
    const kernelStart = at;
    const biasStart = kernelStart + shape.inputs * shape.units;
    at = biasStart + shape.units;
    return { ...shape, kernelStart, biasStart, end: at };
  });
}

/** The number of weights of a network; throws where it is more than a training can hold. */
export function parameterCount(layout: readonly LaidOutLayer[]): number {
  const count = layout.at(-1)?.end ?? 0;
  if (count > MOST_PARAMETERS) {
    throw new Error(`the network would have ${count} weights; at most ${MOST_PARAMETERS} are possible`);
  }
  return count;
}

/** Copies the weights out of a flat array, a pair of arrays a layer. */
export function layersOf(layout: readonly LaidOutLayer[], parameters: Float32Array): DenseLayer[] {
  return layout.map(({ kernelStart, biasStart, end, ...shape }) => ({
    ...shape,
    kernel: parameters.slice(kernelStart, biasStart),
    bias: parameters.slice(biasStart, end),
  }));
}

/** 2^26 weights: 256 MiB in single precision, and as much again for each of the optimiser's two moments. */
const MOST_PARAMETERS = 67_108_864;
