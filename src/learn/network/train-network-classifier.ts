import type { NumericColumn } from '../columns.ts';
import { classTargets, classWeights } from './class-targets.ts';
import type { NetworkModel } from './network-model.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { type NetworkTraining, trainNetwork } from './train-network.ts';

export interface NetworkClassifierTraining extends NetworkTraining {
  /** Each row's class. */
  readonly labels: readonly (string | null)[];
  /** Every class there is, in the order of the model's outputs; at least two, of which data may lack some. */
  readonly classes: readonly string[];
  /** Rows for the validation curve and early stopping; never trained on. */
  readonly validation?:
    | {
        readonly features: Readonly<Record<string, NumericColumn>>;
        readonly labels: readonly (string | null)[];
      }
    | undefined;
}

/**
 * Trains a network of dense layers that ends in softmax, by cross entropy. The same arguments give the
 * same weights, bit for bit, on one backend. Rejects with a clear Error for data or parameters that cannot
 * be used, and with the signal's reason once it aborts.
 */
export async function trainNetworkClassifier(training: NetworkClassifierTraining): Promise<NetworkModel> {
  const { labels, classes, validation } = training;
  const weightsOf = (params: ResolvedNetworkParams): Float64Array =>
    classWeights(params.classWeight, { labels, classes });
  return trainNetwork(training, {
    task: 'classifier',
    classes,
    objective: (params, rows) =>
      softmaxCrossEntropy(classTargets(labels, classes, { rows, of: 'labels' }), weightsOf(params)),
    validation:
      validation === undefined
        ? null
        : {
            features: validation.features,
            // The training rows' class weights, so that the two losses can be compared.
            objective: (params, rows) =>
              softmaxCrossEntropy(
                classTargets(validation.labels, classes, { rows, of: 'validation labels' }),
                weightsOf(params),
              ),
          },
  });
}
