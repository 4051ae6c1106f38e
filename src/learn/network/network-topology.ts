import { z } from 'zod';
import { type Digest, isDigest } from '../../base/digest.ts';
import { NETWORK_BACKENDS } from './network-backend.ts';
import type { DenseShape, NetworkModel } from './network-model.ts';
import { ACTIVATIONS } from './network-params.ts';

/**
 * What a network's JSON file says: everything but the weights, and the digest of the file that holds them.
 * There is no code in it, and no name that depends on what else the process has built.
 */
export type NetworkTopology = z.infer<typeof topologySchema>;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const figures = z.array(z.number().nullable());

const hiddenLayer = {
  units: z.number().int().min(1).max(65_536),
  activation: z.enum(ACTIVATIONS),
  dropout: z.number().min(0).lt(1),
  l2: z.number().min(0),
};

const trainingSchema = z.strictObject({
  params: z.strictObject({
    layers: z.array(z.strictObject(hiddenLayer)).max(64),
    outputL2: z.number().min(0),
    optimizer: z.literal('adam'),
    learningRate: z.number().positive(),
    batchSize: count.min(1),
    epochs: count.min(1),
    earlyStopping: z.strictObject({ patience: count.min(1), minDelta: z.number().min(0) }).nullable(),
    classWeight: z.union([z.literal('balanced'), z.record(z.string(), z.number().positive())]).nullable(),
  }),
  seed: z.number(),
  backend: z.enum(NETWORK_BACKENDS),
  versions: z.record(z.string(), z.string()),
  rows: count,
  validationRows: count,
  bestEpoch: count,
  curve: z.strictObject({
    loss: figures,
    accuracy: figures,
    valLoss: figures,
    valAccuracy: figures,
  }),
});

const topologySchema = z.strictObject({
  format: z.literal('labbook-network/2'),
  task: z.enum(['classifier', 'regressor']),
  features: z.array(z.string()).min(1).max(1_000_000),
  classes: z.array(z.string()).max(65_536),
  target: z.strictObject({ center: z.number(), scale: z.number().positive() }).nullable(),
  layers: z
    .array(
      z.strictObject({
        ...hiddenLayer,
        kind: z.literal('dense'),
        inputs: z.number().int().min(1).max(1_000_000),
        activation: z.enum([...ACTIVATIONS, 'softmax'] as const),
      }),
    )
    .min(1)
    .max(65),
  weights: z.strictObject({
    digest: z.custom<Digest>(isDigest, 'expected sha256:<64 hex digits>'),
    bytes: count,
  }),
  training: trainingSchema,
});

/** Checks a topology's form, and that its layers fit each other; throws an Error that says what does not. */
export function parseNetworkTopology(value: unknown): NetworkTopology {
  const parsed = topologySchema.safeParse(value);
  if (!parsed.success) throw new Error(`this is not a network's topology:\n${z.prettifyError(parsed.error)}`);
  const topology = parsed.data;
  const { features, classes, layers, task } = topology;
  if (new Set(features).size < features.length) throw misfit('it names one feature twice');
  if (new Set(classes).size < classes.length) throw misfit('it names one class twice');
  if (task === 'classifier' ? classes.length < 2 : classes.length > 0) {
    throw misfit(`a ${task} cannot have ${classes.length} classes`);
  }
  if ((topology.target === null) !== (task === 'classifier')) {
    throw misfit(`a ${task} ${task === 'classifier' ? 'cannot have' : 'needs'} a target's scale`);
  }
  let inputs = features.length;
  layers.forEach((layer, i) => {
    if (layer.inputs !== inputs) {
      throw misfit(`layer ${i} takes ${layer.inputs} inputs, but gets ${inputs}`);
    }
    if ((layer.activation === 'softmax') !== (task === 'classifier' && i === layers.length - 1)) {
      throw misfit(`layer ${i} cannot have the activation "${layer.activation}"`);
    }
    inputs = layer.units;
  });
  const outputs = task === 'classifier' ? classes.length : 1;
  if (inputs !== outputs) throw misfit(`it ends in ${inputs} outputs, and needs ${outputs}`);
  const { loss, accuracy, valLoss, valAccuracy } = topology.training.curve;
  if ([accuracy, valLoss, valAccuracy].some((column) => column.length !== loss.length)) {
    throw misfit('the columns of its learning curve differ in length');
  }
  return topology;
}

/** The names of a layer's tensors in the weights file. */
export function tensorNames(layer: number): { readonly kernel: string; readonly bias: string } {
  return { kernel: `dense.${layer}.kernel`, bias: `dense.${layer}.bias` };
}

/** A topology for a model whose weights file has that digest and size. */
export function topologyOf(model: NetworkModel, weights: NetworkTopology['weights']): NetworkTopology {
  const { curve, ...training } = model.training;
  return {
    format: 'labbook-network/2',
    task: model.task,
    features: [...model.features],
    classes: [...model.classes],
    target: model.target === null ? null : { ...model.target },
    layers: model.layers.map((layer) => ({ kind: 'dense' as const, ...shapeOf(layer) })),
    weights,
    training: {
      ...training,
      params: { ...training.params, layers: training.params.layers.map((layer) => ({ ...layer })) },
      versions: { ...training.versions },
      curve: {
        loss: nullable(curve.loss),
        accuracy: nullable(curve.accuracy),
        valLoss: nullable(curve.valLoss),
        valAccuracy: nullable(curve.valAccuracy),
      },
    },
  };
}

function shapeOf({ inputs, units, activation, dropout, l2 }: DenseShape): DenseShape {
  return { inputs, units, activation, dropout, l2 };
}

function nullable(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

function misfit(what: string): Error {
  return new Error(`this network's topology does not fit together: ${what}`);
}
