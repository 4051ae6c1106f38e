import { deriveSeed, randomFrom } from '../../base/random.ts';
import { adam } from './adam.ts';
import { denseGradient } from './dense-gradient.ts';
import { dropoutMasks } from './dropout-masks.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import { initialParameters } from './initial-parameters.ts';
import { curveOf } from './learning-curve.ts';
import type { NetworkEngine } from './network-backend.ts';
import type { DenseShape, EpochReport, LearningCurve } from './network-model.ts';
import { networkOutputs } from './network-outputs.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
import { type LaidOutLayer, layOutParameters, parameterCount } from './parameter-layout.ts';

export interface NetworkTask {
  readonly engine: NetworkEngine;
  readonly shapes: readonly DenseShape[];
  readonly params: ResolvedNetworkParams;
  readonly seed: number;
  readonly train: ScoredRows;
  readonly validation: ScoredRows | null;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void | Promise<void>) | undefined;
}

export interface ScoredRows {
  readonly matrix: FeatureMatrix;
  readonly objective: Objective;
}

export interface TrainedNetwork {
  readonly layout: readonly LaidOutLayer[];
  readonly parameters: Float32Array;
  readonly curve: LearningCurve;
  readonly bestEpoch: number;
}

/**
 * Minimises the objective by Adam over shuffled batches. Everything random comes from `seed`, so that the
 * same arguments give the same bytes; rejects with the signal's reason soon after it aborts.
 */
export async function trainNetwork(task: NetworkTask): Promise<TrainedNetwork> {
  const { engine, params, validation, signal } = task;
  const layout = layOutParameters(task.shapes);
  parameterCount(layout);
  const parameters = initialParameters(layout, task.seed);
  const runEpoch = epochRunner(task, layout, parameters);
  const reports: EpochReport[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, parameters };
  /** The loss that the next improvement has to undercut by minDelta; not always the lowest. */
  let reference = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (let epoch = 1; epoch <= params.epochs; epoch++) {
    signal?.throwIfAborted();
    const trained = await runEpoch();
    const validated =
      validation === null
        ? null
        : engine.compute(() => meanScore(engine, validation, { layout, parameters }));
    const monitored = (validated ?? trained).loss;
    if (!Number.isFinite(monitored)) throw new Error(diverged(epoch, monitored));
    const report = {
      epoch,
      epochs: params.epochs,
      loss: trained.loss,
      accuracy: trained.accuracy,
      valLoss: validated?.loss ?? null,
      valAccuracy: validated?.accuracy ?? null,
    };
    reports.push(report);
    await task.onEpoch?.(report);
    if (monitored < best.loss) {
      best = { loss: monitored, epoch, parameters: params.earlyStopping ? parameters.slice() : parameters };
    }
    if (params.earlyStopping === null) continue;
    if (monitored < reference - params.earlyStopping.minDelta) {
      reference = monitored;
      waited = 0;
    } else if (++waited >= params.earlyStopping.patience) break;
  }
  return { layout, parameters: best.parameters, curve: curveOf(reports), bestEpoch: best.epoch };
}

interface MeanScore {
  readonly loss: number;
  readonly accuracy: number | null;
}

/** Gives a function that trains one epoch, handing the event loop its turn about ten times a second. */
function epochRunner(
  task: NetworkTask,
  layout: readonly LaidOutLayer[],
  parameters: Float32Array,
): () => Promise<MeanScore> {
  const { engine, seed, signal } = task;
  const { matrix, objective } = task.train;
  const batchSize = Math.min(task.params.batchSize, matrix.rows);
  const gradient = new Float32Array(parameters.length);
  const input = new Float32Array(batchSize * matrix.columns);
  const outputGradient = new Float32Array(batchSize * objective.outputs);
  const optimize = adam(parameters.length, task.params.learningRate);
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

function meanScore(
  { tf }: NetworkEngine,
  { matrix, objective }: ScoredRows,
  network: { readonly layout: readonly LaidOutLayer[]; readonly parameters: Float32Array },
): MeanScore {
  const outputs = networkOutputs(tf, network, matrix);
  const rows = Int32Array.from({ length: matrix.rows }, (_, i) => i);
  const { loss, weight, correct } = objective.score({ outputs, rows, gradient: null });
  return { loss: loss / weight, accuracy: objective.hasAccuracy ? correct / matrix.rows : null };
}

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

function diverged(epoch: number, loss: number): string {
  return `the loss is ${loss} after epoch ${epoch}: lower the learning rate, or scale the features`;
}
