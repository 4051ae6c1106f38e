import type { NumericColumn } from '../columns.ts';
import { type FeatureMatrix, featureMatrix } from './feature-matrix.ts';
import { initialParameters } from './initial-parameters.ts';
import { curveOf } from './learning-curve.ts';
import { type NetworkBackend, type NetworkEngine, openNetworkBackend } from './network-backend.ts';
import type { DenseShape, EpochReport, NetworkModel } from './network-model.ts';
import { networkOutputs } from './network-outputs.ts';
import { type NetworkParams, type ResolvedNetworkParams, resolveNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
import { type LaidOutLayer, layersOf, layOutParameters, parameterCount } from './parameter-layout.ts';
import { epochTrainer, type MeanScore, type ScoredRows } from './train-epoch.ts';
import { warnOfUnscaled } from './warn-of-unscaled.ts';

/** What every training is given, whatever it is trained to say. */
export interface NetworkTraining {
  /** Input columns of one length, without missing values; scale them beforehand. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  readonly params: NetworkParams;
  /** Decides initial weights, shuffling and dropout. */
  readonly seed: number;
  /** Default `wasm`. */
  readonly backend?: NetworkBackend | undefined;
  /** How much each row counts, a number ≥ 0 a row; default: all the same. */
  readonly sampleWeight?: NumericColumn | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told in a sentence what makes training worse than it could be; default: `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called after each epoch, and awaited. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
}

/** What sets one kind of network apart from another. */
export interface NetworkKind {
  readonly task: NetworkModel['task'];
  readonly classes: readonly string[];
  readonly target: NetworkModel['target'];
  /** The training rows' objective; throws where targets and rows do not fit. */
  readonly objective: (params: ResolvedNetworkParams, rows: number) => Objective;
  readonly validation: {
    readonly features: Readonly<Record<string, NumericColumn>>;
    readonly objective: (params: ResolvedNetworkParams, rows: number) => Objective;
  } | null;
}

/**
 * Minimises an objective by Adam over shuffled batches. Everything random comes from `seed`, so that the
 * same arguments give the same bytes; everything is checked before the backend is opened.
 */
export async function trainNetwork(training: NetworkTraining, kind: NetworkKind): Promise<NetworkModel> {
  const { seed, signal } = training;
  signal?.throwIfAborted();
  if (!Number.isSafeInteger(seed)) throw new Error(`seed must be a whole number, not ${String(seed)}`);
  const params = resolveNetworkParams(training.params);
  const features = Object.keys(training.features);
  const matrix = trainingMatrix(training.features, features);
  const train = { matrix, objective: kind.objective(params, matrix.rows) };
  const validation = validationRows(kind, { params, features });
  const layout = layOutParameters(
    networkShapes(params, { inputs: features.length, outputs: train.objective.outputs, task: kind.task }),
  );
  parameterCount(layout);
  warnOfUnscaled(matrix, { features, onWarning: training.onWarning ?? console.warn });
  const engine = await openNetworkBackend(training.backend ?? 'wasm');
  const { parameters, bestEpoch, reports } = await descend(training, {
    params,
    train,
    validation,
    layout,
    engine,
  });
  return {
    kind: 'network',
    task: kind.task,
    features,
    classes: [...kind.classes],
    target: kind.target,
    layers: layersOf(layout, parameters),
    training: {
      params,
      seed,
      backend: engine.backend,
      versions: engine.versions,
      rows: matrix.rows,
      validationRows: validation?.matrix.rows ?? 0,
      bestEpoch,
      curve: curveOf(reports),
    },
  };
}

interface Descent {
  readonly params: ResolvedNetworkParams;
  readonly train: ScoredRows;
  readonly validation: ScoredRows | null;
  readonly layout: readonly LaidOutLayer[];
  readonly engine: NetworkEngine;
}

async function descend(
  { seed, signal, onEpoch }: NetworkTraining,
  { params, train, validation, layout, engine }: Descent,
): Promise<{ parameters: Float32Array; bestEpoch: number; reports: readonly EpochReport[] }> {
  const parameters = initialParameters(layout, seed);
  const trainEpoch = epochTrainer({ engine, params, seed, train, layout, parameters, signal });
  const reports: EpochReport[] = [];
  const stopping = params.earlyStopping;
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, parameters };
  /** The loss that the next improvement has to undercut by minDelta; not always the lowest. */
  let reference = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (let epoch = 1; epoch <= params.epochs; epoch++) {
    signal?.throwIfAborted();
    const trained = await trainEpoch();
    const validated =
      validation === null
        ? null
        : engine.compute(() => meanScore(engine, validation, { layout, parameters }));
    const monitored = (validated ?? trained).loss;
    if (!Number.isFinite(trained.loss) || !Number.isFinite(monitored)) throw new Error(diverged(epoch));
    const report = {
      epoch,
      epochs: params.epochs,
      ...trained,
      valLoss: validated?.loss ?? null,
      valAccuracy: validated?.accuracy ?? null,
    };
    reports.push(report);
    await onEpoch?.(report);
    if (monitored < best.loss) {
      best = { loss: monitored, epoch, parameters: stopping === null ? parameters : parameters.slice() };
    }
    if (stopping === null) continue;
    if (monitored < reference - stopping.minDelta) {
      reference = monitored;
      waited = 0;
    } else if (++waited >= stopping.patience) break;
  }
  return { parameters: best.parameters, bestEpoch: best.epoch, reports };
}

function trainingMatrix(
  features: Readonly<Record<string, NumericColumn>>,
  names: readonly string[],
): FeatureMatrix {
  if (names.length === 0) throw new Error('there are no features to train on');
  const matrix = featureMatrix(features, names);
  if (matrix.rows < 2) throw new Error(`training needs at least 2 rows; there are ${matrix.rows}`);
  return matrix;
}

function validationRows(
  { validation }: NetworkKind,
  { params, features }: { params: ResolvedNetworkParams; features: readonly string[] },
): ScoredRows | null {
  if (validation === null) return null;
  const matrix = featureMatrix(validation.features, features);
  if (matrix.rows === 0) throw new Error('the validation set has no rows; leave it out, or give it some');
  return { matrix, objective: validation.objective(params, matrix.rows) };
}

function networkShapes(
  params: ResolvedNetworkParams,
  ends: { readonly inputs: number; readonly outputs: number; readonly task: NetworkModel['task'] },
): DenseShape[] {
  let inputs = ends.inputs;
  const shapes: DenseShape[] = params.layers.map((layer) => {
    const shape = { ...layer, inputs };
    inputs = layer.units;
    return shape;
  });
  const activation = ends.task === 'classifier' ? 'softmax' : 'linear';
  return [...shapes, { inputs, units: ends.outputs, activation, dropout: 0, l2: params.outputL2 }];
}

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

function diverged(epoch: number): string {
  return `the loss grew beyond numbers in epoch ${epoch}: lower the learning rate, or scale the features`;
}
