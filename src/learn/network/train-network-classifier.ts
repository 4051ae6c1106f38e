import type { NumericColumn } from '../columns.ts';
import { classTargets, classWeights } from './class-targets.ts';
import { featureMatrix, trainingMatrix } from './feature-matrix.ts';
import { type NetworkBackend, openNetworkBackend } from './network-backend.ts';
import type { EpochReport, NetworkModel } from './network-model.ts';
import { type NetworkParams, resolveNetworkParams } from './network-params.ts';
import { networkShapes } from './network-shapes.ts';
import { layersOf } from './parameter-layout.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { trainNetwork } from './train-network.ts';

export interface NetworkClassifierTraining {
  /** Input columns of one length, without missing values; scale them beforehand. */
  readonly features: Readonly<Record<string, NumericColumn>>;
  /** Each row's class. */
  readonly labels: readonly string[];
  /** Every class there is, in the order of the model's outputs; at least two, of which data may lack some. */
  readonly classes: readonly string[];
  /** Rows for the validation curve and early stopping; never trained on. */
  readonly validation?:
    | {
        readonly features: Readonly<Record<string, NumericColumn>>;
        readonly labels: readonly string[];
      }
    | undefined;
  readonly params: NetworkParams;
  /** Decides initial weights, shuffling and dropout. */
  readonly seed: number;
  readonly backend?: NetworkBackend | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each epoch, and awaited. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
}

/**
 * Trains a network of dense layers that ends in softmax, by cross entropy. The same arguments give the
 * same weights, bit for bit, on one backend. Rejects with a clear Error for data or parameters that cannot
 * be used, and with the signal's reason once it aborts.
 */
export async function trainNetworkClassifier(training: NetworkClassifierTraining): Promise<NetworkModel> {
  const { features, labels, classes, validation, seed } = training;
  training.signal?.throwIfAborted();
  const params = resolveNetworkParams(training.params);
  const names = Object.keys(features);
  const matrix = trainingMatrix(features, names);
  const targets = classTargets(labels, classes, { rows: matrix.rows, of: 'labels' });
  const weights = classWeights(params.classWeight, targets, classes);
  const held = validation === undefined ? null : featureMatrix(validation.features, names);
  if (held?.rows === 0) throw new Error('the validation set has no rows; leave it out, or give it some');
  const heldTargets =
    validation === undefined || held === null
      ? null
      : classTargets(validation.labels, classes, { rows: held.rows, of: 'validation labels' });
  const engine = await openNetworkBackend(training.backend ?? 'wasm');
  const { layout, parameters, curve, bestEpoch } = await trainNetwork({
    engine,
    shapes: networkShapes(params.layers, {
      inputs: names.length,
      outputs: classes.length,
      task: 'classifier',
    }),
    params,
    seed,
    train: { matrix, objective: softmaxCrossEntropy(targets, weights) },
    validation:
      held === null || heldTargets === null
        ? null
        : { matrix: held, objective: softmaxCrossEntropy(heldTargets, weights) },
    signal: training.signal,
    onEpoch: training.onEpoch,
  });
  return {
    kind: 'network',
    task: 'classifier',
    features: names,
    classes: [...classes],
    layers: layersOf(layout, parameters),
    training: {
      params,
      seed,
      backend: engine.backend,
      versions: engine.versions,
      rows: matrix.rows,
      validationRows: held?.rows ?? 0,
      bestEpoch,
      curve,
    },
  };
}
