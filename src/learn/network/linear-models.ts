import type { NetworkModel } from './network-model.ts';
import type { NetworkParams } from './network-params.ts';
import { type NetworkClassifierTraining, trainNetworkClassifier } from './train-network-classifier.ts';
import { type NetworkRegressorTraining, trainNetworkRegressor } from './train-network-regressor.ts';

/** What a linear model is asked for, beside its rows. */
export interface LinearParams {
  /**
   * λ of the penalty λ·Σw² beside the mean loss of a row; not on the intercept. scikit-learn's C is 1 / (2·λ·rows),
   * its Ridge's alpha λ·rows (for targets of deviation 1, as they are scaled here). Default 0.
   */
  readonly l2?: number | undefined;
  /** As the network has it; logistic regression only. */
  readonly classWeight?: NetworkParams['classWeight'];
  /** Steps of Adam, each on all rows. Default 1000. */
  readonly steps?: number | undefined;
}

/**
 * Logistic regression (of many classes: multinomial): a network of no hidden layer, trained on all rows at once. Its weights are `layers[0].kernel` (features × classes) and `.bias`. Scale
 * features beforehand, so that one λ suits them all. Predict, save and load it as any network.
 */
export function trainLogisticRegression(
  training: Omit<NetworkClassifierTraining, 'params'> & { readonly params?: LinearParams | undefined },
): Promise<NetworkModel> {
  return trainNetworkClassifier({
    ...training,
    params: linearParams(training.params, training.labels.length),
  });
}

/** Linear regression, with ridge's penalty where λ is above 0; otherwise as `trainLogisticRegression`. */
export function trainLinearRegression(
  training: Omit<NetworkRegressorTraining, 'params'> & { readonly params?: LinearParams | undefined },
): Promise<NetworkModel> {
  return trainNetworkRegressor({
    ...training,
    params: linearParams(training.params, training.targets.length),
  });
}

function linearParams({ l2 = 0, classWeight, steps = 1000 }: LinearParams = {}, rows: number): NetworkParams {
  return {
    layers: [],
    outputL2: l2,
    classWeight,
    learningRate: 0.02,
    batchSize: Math.max(1, rows),
    epochs: steps,
  };
}
