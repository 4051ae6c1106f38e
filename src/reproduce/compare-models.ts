import { decodeForest } from '../learn/forest/decode-forest.ts';
import type { ForestModel } from '../learn/forest/forest-model.ts';
import { decodeSafetensors } from '../learn/network/safetensors.ts';
import type { OutputDifference } from '../model/output-difference.ts';
import { type Compared, compareNumbers, firstOf } from './compare-numbers.ts';

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Two files of network weights, tensor by tensor in the order of the file. */
export function compareSafetensors(recorded: Uint8Array, made: Uint8Array): Compared | null {
  const [before, after] = [decodeSafetensors(recorded), decodeSafetensors(made)];
  return firstOf([...compareTensors([...before.values()], [...after.values()])]);
}

/** Two forests, as the tensors that a forest is made of. */
export function compareForests(recorded: Uint8Array, made: Uint8Array): Compared | null {
  const [before, after] = [decodeForest(recorded), decodeForest(made)];
  return firstOf([...compareTensors([...forestTensors(before)], [...forestTensors(after)])]);
}

/** Every tensor that differs, in the order of the recorded file; what only one side has differs in its shape. */
function* compareTensors(recorded: readonly Tensor[], made: readonly Tensor[]): Generator<OutputDifference> {
  const others = new Map(made.map((tensor) => [tensor.name, tensor]));
  for (const tensor of recorded) {
    const { name } = tensor;
    const other = others.get(name);
    others.delete(name);
    const shapes = [shapeOf(tensor), other === undefined ? 'missing' : shapeOf(other)] as const;
    if (other === undefined || shapes[0] !== shapes[1]) {
      yield { kind: 'shape', of: 'tensor', name, recorded: shapes[0], made: shapes[1] };
      continue;
    }
    const difference = compareNumbers({ of: 'tensor', name }, [tensor.values, other.values]);
    if (difference !== null) yield difference;
  }
  for (const tensor of others.values()) {
    yield { kind: 'shape', of: 'tensor', name: tensor.name, recorded: 'missing', made: shapeOf(tensor) };
  }
}

function shapeOf({ shape }: Tensor): string {
  return `[${shape.join(', ')}]`;
}

function* forestTensors(forest: ForestModel): Generator<Tensor> {
  for (const [tree, parts] of forest.trees.entries()) {
    for (const part of ['feature', 'threshold', 'missingLeft', 'right', 'leaves'] as const) {
      const values = parts[part];
      yield { name: `trees.${tree}.${part}`, shape: [values.length], values };
    }
  }
  yield { name: 'importance', shape: [forest.importance.length], values: forest.importance };
  if (forest.task === 'classification') {
    yield { name: 'classWeights', shape: [forest.classWeights.length], values: forest.classWeights };
  }
}
