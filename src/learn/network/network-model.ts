import type { NetworkBackend } from './network-backend.ts';
import type { Activation, ResolvedNetworkParams } from './network-params.ts';

/** A trained network of dense layers: plain data, no tensors, nothing to release. */
export interface NetworkModel {
  readonly kind: 'network';
  readonly task: 'classifier' | 'regressor';
  /** Names of the input columns, in the order of the first kernel's rows. */
  readonly features: readonly string[];
  /** A classifier's classes, in the order of the last layer's units; a regressor has none. */
  readonly classes: readonly string[];
  /** A regressor's: a prediction is center + scale × the network's output. null for a classifier. */
  readonly target: TargetScale | null;
  /** Input side first; the last one is the output layer. */
  readonly layers: readonly DenseLayer[];
  readonly training: NetworkOrigin;
}

/** Of the training rows' targets: their mean, and their standard deviation (1 where they are all equal). */
export interface TargetScale {
  readonly center: number;
  readonly scale: number;
}

/** y = activation(x · kernel + bias), then dropout while training. */
export interface DenseLayer extends DenseShape {
  /** `inputs` × `units`, row-major, as a dense layer of TensorFlow.js keeps it. */
  readonly kernel: Float32Array;
  /** `units`. */
  readonly bias: Float32Array;
}

export interface DenseShape {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation | 'softmax';
  readonly dropout: number;
  readonly l2: number;
}

/** How a model came about, as far as it decides the weights. */
export interface NetworkOrigin {
  readonly params: ResolvedNetworkParams;
  readonly seed: number;
  readonly backend: NetworkBackend;
  /** Package → version of the numeric code that ran. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: number;
  readonly validationRows: number;
  /** The epoch (from 1) with the lowest monitored loss; its weights are kept if early stopping was asked for. */
  readonly bestEpoch: number;
  readonly curve: LearningCurve;
}

/**
 * One value an epoch. Losses are weighted means over rows, without the L2 penalty: of the training rows
 * as they were while the epoch trained on them (dropout included), of the validation rows after it.
 * A regressor's accuracies and a missing validation set's values are NaN.
 */
export interface LearningCurve {
  readonly epoch: Int32Array;
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  readonly valLoss: Float64Array;
  readonly valAccuracy: Float64Array;
}

/** One epoch's figures, as `onEpoch` gets them; null where there is no such figure. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** How many there are at most. */
  readonly epochs: number;
  readonly loss: number;
  readonly accuracy: number | null;
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
}
