/** The activation of a hidden layer, with the meaning TensorFlow.js gives the name. */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

export const ACTIVATIONS: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid', 'elu'];

/** A hidden layer as the caller asks for it. */
export interface HiddenLayerParams {
  /** Outputs of the layer, 1 … 65,536. */
  readonly units: number;
  /** Default `relu`. */
  readonly activation?: Activation | undefined;
  /** The share of this layer's outputs dropped in each training step, in [0, 1). Default 0. */
  readonly dropout?: number | undefined;
  /** λ of the penalty λ·Σw² on this layer's kernel (not its bias), as in Keras. Default 0. */
  readonly l2?: number | undefined;
}

/** How a network is built and trained. */
export interface NetworkParams {
  /** Hidden layers, input side first; none gives a linear model. */
  readonly layers: readonly HiddenLayerParams[];
  /** λ of the penalty λ·Σw² on the output layer's kernel. Default 0. */
  readonly outputL2?: number | undefined;
  readonly optimizer?: 'adam' | undefined;
  /** Adam's step size. Default 0.001. */
  readonly learningRate?: number | undefined;
  /** Rows a step; the last batch of an epoch holds what is left. Default 32. */
  readonly batchSize?: number | undefined;
  /** Passes over the training rows, at most. Default 50. */
  readonly epochs?: number | undefined;
  /**
   * Stops after `patience` epochs without an improvement of more than `minDelta` (default 0) in the
   * validation loss (the training loss, where there is no validation set), and keeps the best epoch's
   * weights. Default: trains all epochs and keeps the last.
   */
  readonly earlyStopping?: { readonly patience: number; readonly minDelta?: number | undefined } | undefined;
  /**
   * A factor on the loss of each row by its class: `balanced` gives rows / (classes present · rows of the
   * class), a record gives each named class its factor and the others 1. Classifier only.
   */
  readonly classWeight?: 'balanced' | Readonly<Record<string, number>> | undefined;
}

export interface ResolvedHiddenLayer {
  readonly units: number;
  readonly activation: Activation;
  readonly dropout: number;
  readonly l2: number;
}

/** The parameters with every default filled in. */
export interface ResolvedNetworkParams {
  readonly layers: readonly ResolvedHiddenLayer[];
  readonly outputL2: number;
  readonly optimizer: 'adam';
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly earlyStopping: { readonly patience: number; readonly minDelta: number } | null;
  readonly classWeight: 'balanced' | Readonly<Record<string, number>> | null;
}

const KNOWN = [
  'layers',
  'outputL2',
  'optimizer',
  'learningRate',
  'batchSize',
  'epochs',
  'earlyStopping',
  'classWeight',
] as const;

/** Fills in defaults; throws an Error naming the parameter that cannot be used, and why. */
export function resolveNetworkParams(params: NetworkParams): ResolvedNetworkParams {
  if (typeof params !== 'object' || params === null) throw new Error('params must be an object');
  refuseUnknown(params, KNOWN, 'params');
  if (!Array.isArray(params.layers) || params.layers.length > 64) {
    throw new Error('params.layers must be a list of at most 64 hidden layers');
  }
  const optimizer = params.optimizer ?? 'adam';
  if (optimizer !== 'adam')
    throw new Error(`params.optimizer "${String(optimizer)}" is unknown; there is "adam"`);
  return {
    layers: params.layers.map((layer: HiddenLayerParams, i) => resolveLayer(layer, `params.layers[${i}]`)),
    outputL2: inRange(params.outputL2 ?? 0, 'params.outputL2', { min: 0, max: 1e6 }),
    optimizer,
    learningRate: inRange(params.learningRate ?? 0.001, 'params.learningRate', { above: 0, max: 100 }),
    batchSize: whole(params.batchSize ?? 32, 'params.batchSize', { min: 1, max: 1_048_576 }),
    epochs: whole(params.epochs ?? 50, 'params.epochs', { min: 1, max: 1_000_000 }),
    earlyStopping: resolveEarlyStopping(params.earlyStopping),
    classWeight: resolveClassWeight(params.classWeight),
  };
}

function resolveLayer(layer: HiddenLayerParams, where: string): ResolvedHiddenLayer {
  if (typeof layer !== 'object' || layer === null) throw new Error(`${where} must be an object`);
  refuseUnknown(layer, ['units', 'activation', 'dropout', 'l2'], where);
  const activation = layer.activation ?? 'relu';
  if (!ACTIVATIONS.includes(activation)) {
    throw new Error(
      `${where}.activation "${String(activation)}" is unknown; there are ${ACTIVATIONS.join(', ')}`,
    );
  }
  return {
    units: whole(layer.units, `${where}.units`, { min: 1, max: 65_536 }),
    activation,
    dropout: inRange(layer.dropout ?? 0, `${where}.dropout`, { min: 0, below: 1 }),
    l2: inRange(layer.l2 ?? 0, `${where}.l2`, { min: 0, max: 1e6 }),
  };
}

function resolveEarlyStopping(value: NetworkParams['earlyStopping']): ResolvedNetworkParams['earlyStopping'] {
  if (value === undefined) return null;
  refuseUnknown(value, ['patience', 'minDelta'], 'params.earlyStopping');
  return {
    patience: whole(value.patience, 'params.earlyStopping.patience', { min: 1, max: 1_000_000 }),
    minDelta: inRange(value.minDelta ?? 0, 'params.earlyStopping.minDelta', { min: 0, max: 1e9 }),
  };
}

function resolveClassWeight(value: NetworkParams['classWeight']): ResolvedNetworkParams['classWeight'] {
  if (value === undefined) return null;
  if (value === 'balanced') return value;
  if (typeof value !== 'object' || value === null) {
    throw new Error('params.classWeight must be "balanced" or a record of class → factor');
  }
  for (const [name, factor] of Object.entries(value)) {
    inRange(factor, `params.classWeight["${name}"]`, { above: 0, max: 1e6 });
  }
  return { ...value };
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

function whole(value: number, where: string, bounds: Bounds): number {
  if (!Number.isInteger(value)) throw new Error(`${where} must be a whole number, not ${String(value)}`);
  return inRange(value, where, bounds);
}

function inRange(value: number, where: string, { min, max, above, below }: Bounds): number {
  const isGood =
    Number.isFinite(value) &&
    (min === undefined || value >= min) &&
    (max === undefined || value <= max) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below);
  if (isGood) return value;
  const wanted = [
    min === undefined ? '' : `at least ${min}`,
    above === undefined ? '' : `above ${above}`,
    max === undefined ? '' : `at most ${max}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((part) => part !== '');
  throw new Error(`${where} must be a number ${wanted.join(' and ')}, not ${String(value)}`);
}

function refuseUnknown(value: object, known: readonly string[], where: string): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new Error(`${where}.${key} is unknown; there are ${known.join(', ')}`);
  }
}
