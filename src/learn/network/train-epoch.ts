import { deriveSeed, randomFrom } from '../../base/random.ts';
import { adam } from './adam.ts';
import { denseGradient } from './dense-gradient.ts';
import { dropoutMasks } from './dropout-masks.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import type { NetworkEngine } from './network-backend.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
import type { LaidOutLayer } from './parameter-layout.ts';

export interface EpochTask {
  readonly engine: NetworkEngine;
  readonly params: ResolvedNetworkParams;
  readonly seed: number;
  readonly train: ScoredRows;
  readonly layout: readonly LaidOutLayer[];
  /** Changed in place by each epoch. */
  readonly parameters: Float32Array;
  readonly signal: AbortSignal | undefined;
}

export interface ScoredRows {
  readonly matrix: FeatureMatrix;
  readonly objective: Objective;
}

/** Weighted mean loss without the L2 penalty, and the share of rows that are right. */
export interface MeanScore {
  readonly loss: number;
  readonly accuracy: number | null;
}

/**
 * Gives a function that trains one epoch after another. It hands the event loop its turn about ten times a
 * second, and rejects with the signal's reason soon after it aborts.
 */
export function epochTrainer(task: EpochTask): () => Promise<MeanScore> {
  const { engine, seed, signal, layout, parameters, params } = task;
  const { matrix, objective } = task.train;
  const batchSize = Math.min(params.batchSize, matrix.rows);
  const gradient = new Float32Array(parameters.length);
  const input = new Float32Array(batchSize * matrix.columns);
  const outputGradient = new Float32Array(batchSize * objective.outputs);
  const optimize = adam(parameters.length, params.learningRate);
  const drawMasks = dropoutMasks(layout, { seed, batchSize });
  const order = Int32Array.from({ length: matrix.rows }, (_, i) => i);
  const random = randomFrom(deriveSeed(seed, 'shuffle'));

  return async () => {
    shuffle(order, random);
    let loss = 0;
    let weight = 0;
    let correct = 0;
    const step = (start: number): void => {
      const rows = order.subarray(start, start + batchSize);
      gatherRows(matrix, rows, input);
      const batch = {
        rows: rows.length,
        input: input.subarray(0, rows.length * matrix.columns),
        masks: drawMasks(rows.length),
        outputGradient: (outputs: Float32Array) => {
          const result = outputGradient.subarray(0, outputs.length);
          const score = objective.score({ outputs, rows, gradient: result });
          loss += score.loss;
          weight += score.weight;
          correct += score.correct;
          return result;
        },
      };
      denseGradient(engine.tf, { layout, parameters, gradient, batch });
      addPenalty(layout, parameters, gradient);
      optimize(parameters, gradient);
    };
    let start = 0;
    while (start < matrix.rows) {
      // The clock decides only when others get their turn, nothing of the result.
      const until = performance.now() + TURN_MS;
      while (start < matrix.rows && performance.now() < until) {
        engine.compute(() => step(start));
        start += batchSize;
      }
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    return { loss: loss / weight, accuracy: objective.hasAccuracy ? correct / matrix.rows : null };
  };
}

const TURN_MS = 100;

/** Fisher–Yates, as Durstenfeld wrote it (1964). */
function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
}

function gatherRows({ columns, values }: FeatureMatrix, rows: Int32Array, into: Float32Array): void {
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * columns;
    for (let j = 0; j < columns; j++) into[to++] = values[from + j] as number;
  }
}

/** Adds the gradient 2λw of λ·Σw². */
function addPenalty(layout: readonly LaidOutLayer[], parameters: Float32Array, gradient: Float32Array): void {
  for (const { l2, kernelStart, biasStart } of layout) {
    if (l2 === 0) continue;
    for (let i = kernelStart; i < biasStart; i++) {
      gradient[i] = (gradient[i] as number) + 2 * l2 * (parameters[i] as number);
    }
  }
}
