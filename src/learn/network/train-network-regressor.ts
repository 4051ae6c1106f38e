import type { NumericColumn } from '../columns.ts';
import type { NetworkModel } from './network-model.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { type NetworkTraining, trainNetwork } from './train-network.ts';

export interface NetworkRegressorTraining extends NetworkTraining {
  /** Each row's number; scale them to about ±1 beforehand. */
  readonly targets: NumericColumn;
  /** Rows for the validation curve and early stopping; never trained on. */
  readonly validation?:
    | {
        readonly features: Readonly<Record<string, NumericColumn>>;
        readonly targets: NumericColumn;
      }
    | undefined;
}

/**
 * Trains a network of dense layers that ends in one number, by mean squared error; otherwise as
 * `trainNetworkClassifier`.
 */
export async function trainNetworkRegressor(training: NetworkRegressorTraining): Promise<NetworkModel> {
  const { targets, validation } = training;
  return trainNetwork(training, {
    task: 'regressor',
    classes: [],
    objective: (params, rows) => objectiveOf(targets, { params, rows, of: 'targets' }),
    validation:
      validation === undefined
        ? null
        : {
            features: validation.features,
            objective: (params, rows) =>
              objectiveOf(validation.targets, { params, rows, of: 'validation targets' }),
          },
  });
}

function objectiveOf(
  targets: NumericColumn,
  { params, rows, of }: { params: ResolvedNetworkParams; rows: number; of: string },
): Objective {
  if (params.classWeight !== null) throw new Error('params.classWeight is for classifiers');
  if (targets.length !== rows)
    throw new Error(`there are ${targets.length} ${of} for ${rows} rows of features`);
  const row = targets.findIndex((target) => !Number.isFinite(target));
  if (row !== -1) throw new Error(`${of}: row ${row} is ${targets[row]}; a number is needed`);
  return squaredError(Float64Array.from(targets));
}
