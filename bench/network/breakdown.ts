import { adam } from '../../src/learn/network/adam.ts';
import { denseGradient } from '../../src/learn/network/dense-gradient.ts';
import { dropoutMasks } from '../../src/learn/network/dropout-masks.ts';
import { initialParameters } from '../../src/learn/network/initial-parameters.ts';
import type { NetworkEngine } from '../../src/learn/network/network-backend.ts';
import type { DenseShape } from '../../src/learn/network/network-model.ts';
import { networkOutputs } from '../../src/learn/network/network-outputs.ts';
import { layOutParameters } from '../../src/learn/network/parameter-layout.ts';
import { softmaxCrossEntropy } from '../../src/learn/network/softmax-cross-entropy.ts';

/** The median time of each part of one batch of the bench's network, in microseconds. */
export function batchBreakdown(engine: NetworkEngine, batchSize: number): Readonly<Record<string, number>> {
  const shapes: DenseShape[] = [
    { inputs: 9, units: 128, activation: 'relu', dropout: 0.2, l2: 0 },
    { inputs: 128, units: 64, activation: 'relu', dropout: 0.2, l2: 0 },
    { inputs: 64, units: 3, activation: 'softmax', dropout: 0, l2: 0 },
  ];
  const layout = layOutParameters(shapes);
  const parameters = initialParameters(layout, 1);
  const gradient = new Float32Array(parameters.length);
  const input = Float32Array.from({ length: batchSize * 9 }, (_, i) => Math.sin(i));
  const rows = Int32Array.from({ length: batchSize }, (_, i) => i);
  const objective = softmaxCrossEntropy(
    rows.map((row) => row % 3),
    { weights: new Float64Array(batchSize).fill(1), classes: 3 },
  );
  const outputGradient = new Float32Array(batchSize * 3);
  const score = (outputs: Float32Array): Float32Array => {
    objective.score({ outputs, rows, gradient: outputGradient });
    return outputGradient;
  };
  const batch = { rows: batchSize, input, masks: [null, null, null], outputGradient: score };
  const optimize = adam(parameters.length, 1e-9);
  const drawMasks = dropoutMasks(layout, { seed: 1, batchSize });
  const matrix = { rows: batchSize, columns: 9, values: input };
  const outputs = new Float32Array(batchSize * 3);

  const forward = microseconds(() =>
    engine.compute(() => networkOutputs(engine.tf, { layout, parameters }, matrix)),
  );
  const both = microseconds(() =>
    engine.compute(() => denseGradient(engine.tf, { layout, parameters, gradient, batch })),
  );
  const loss = microseconds(() => score(outputs));
  return {
    'forward pass (fused matMul, TensorFlow.js)': forward,
    'loss and its gradient (JavaScript)': loss,
    'backward pass (matMul, transpose, sum, TensorFlow.js)': both - forward - loss,
    'Adam (JavaScript)': microseconds(() => optimize(parameters, gradient)),
    'drawing dropout masks, where there is dropout (JavaScript)': microseconds(() => drawMasks(batchSize)),
  };
}

function microseconds(work: () => void): number {
  const times: number[] = [];
  for (let i = 0; i < 1500; i++) {
    const started = performance.now();
    work();
    if (i >= 500) times.push((performance.now() - started) * 1000);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}
