import { openNetworkBackend } from '../../src/learn/network/network-backend.ts';
import type { DenseTask } from './dense-task.ts';

/** Trains the bench's network by TensorFlow.js's own `fit`; the milliseconds of each epoch, and the accuracy. */
export async function trainByFit(
  task: DenseTask,
  { epochs, batchSize, dropout }: { epochs: number; batchSize: number; dropout: number },
): Promise<{ readonly milliseconds: readonly number[]; readonly accuracy: number }> {
  const { tf } = await openNetworkBackend('wasm');
  await tf.setBackend('wasm');
  const tfl = await import('@tensorflow/tfjs-layers');
  const model = tfl.sequential();
  for (const [i, units] of [128, 64].entries()) {
    const inputShape = i === 0 ? { inputShape: [9] } : {};
    model.add(tfl.layers.dense({ units, activation: 'relu', ...inputShape }));
    if (dropout > 0) model.add(tfl.layers.dropout({ rate: dropout, seed: 1 }));
  }
  model.add(tfl.layers.dense({ units: task.classes.length, activation: 'softmax' }));
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const columns = Object.values(task.features).map((column) => tf.tensor1d(column));
  const x = tf.stack(columns, 1);
  const targets = Int32Array.from(task.labels, (label) => task.classes.indexOf(label));
  const y = tf.oneHot(tf.tensor1d(targets, 'int32'), task.classes.length);
  const milliseconds: number[] = [];
  let accuracy = 0;
  let started = performance.now();
  await model.fit(x, y, {
    epochs,
    batchSize,
    shuffle: true,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onEpochEnd: (_, logs) => {
        milliseconds.push(performance.now() - started);
        accuracy = logs?.acc ?? 0;
        started = performance.now();
      },
    },
  });
  tf.dispose([x, y, ...columns]);
  model.dispose();
  return { milliseconds, accuracy };
}
