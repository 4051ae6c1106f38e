import type { DenseShape } from './network-model.ts';
import type { ResolvedHiddenLayer } from './network-params.ts';

/** The network's layers, from its inputs to the output layer. */
export function networkShapes(
  hidden: readonly ResolvedHiddenLayer[],
  ends: { readonly inputs: number; readonly outputs: number; readonly task: 'classifier' | 'regressor' },
): DenseShape[] {
  let inputs = ends.inputs;
  const shapes: DenseShape[] = hidden.map((layer) => {
    const shape = { ...layer, inputs };
    inputs = layer.units;
    return shape;
  });
  const activation = ends.task === 'classifier' ? 'softmax' : 'linear';
  return [...shapes, { inputs, units: ends.outputs, activation, dropout: 0, l2: 0 }];
}
