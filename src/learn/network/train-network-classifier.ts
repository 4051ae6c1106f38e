import type { NumericColumn } from '../columns.ts';
import { sampleWeights } from '../sample-weights.ts';
import { classTargets, classWeights } from './class-targets.ts';
import type { NetworkModel } from './network-model.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
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
        readonly sampleWeight?: NumericColumn | undefined;
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
  const objective = (
    labelled: {
      readonly labels: readonly (string | null)[];
      readonly sampleWeight?: NumericColumn | undefined;
    },
    { params, rows, of }: { params: ResolvedNetworkParams; rows: number; of: string },
  ): Objective => {
    const targets = classTargets(labelled.labels, classes, { rows, of });
    // The training rows' class weights for both parts, so that the two losses can be compared.
    const ofClass = classWeights(params.classWeight, { labels, classes });
    const weights = sampleWeights(labelled.sampleWeight, rows).map(
      (weight, row) => weight * ofClass[targets[row]!]!,
    );
    return softmaxCrossEntropy(targets, { weights, classes: classes.length });
  };
  return trainNetwork(training, {
    task: 'classifier',
    classes,
    target: null,
    objective: (params, rows) => objective(training, { params, rows, of: 'labels' }),
    validation:
      validation === undefined
        ? null
        : {
            features: validation.features,
            objective: (params, rows) => objective(validation, { params, rows, of: 'validation labels' }),
          },
  });
}
