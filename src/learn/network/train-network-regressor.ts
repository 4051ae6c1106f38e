import type { NumericColumn } from '../columns.ts';
import { sampleWeights } from '../sample-weights.ts';
import { mean } from '../scale/mean.ts';
import type { NetworkModel, TargetScale } from './network-model.ts';
import type { ResolvedNetworkParams } from './network-params.ts';
import type { Objective } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { type NetworkTraining, trainNetwork } from './train-network.ts';

export interface NetworkRegressorTraining extends NetworkTraining {
  /** Each row's number; scaled inside by their mean and deviation, which the model keeps. */
  readonly targets: NumericColumn;
  /** Rows for the validation curve and early stopping; never trained on. */
  readonly validation?:
    | {
        readonly features: Readonly<Record<string, NumericColumn>>;
        readonly targets: NumericColumn;
        readonly sampleWeight?: NumericColumn | undefined;
      }
    | undefined;
}

/**
 * Trains a network of dense layers that ends in one number, by mean squared error; otherwise as
 * `trainNetworkClassifier`.
 */
export async function trainNetworkRegressor(training: NetworkRegressorTraining): Promise<NetworkModel> {
  const { validation } = training;
  const targets = Float64Array.from(training.targets);
  const scale = targetScale(targets);
  const objective = (
    part: { readonly targets: NumericColumn; readonly sampleWeight?: NumericColumn | undefined },
    { params, rows, of }: { params: ResolvedNetworkParams; rows: number; of: string },
  ): Objective => {
    if (params.classWeight !== null) throw new Error('params.classWeight is for classifiers');
    const weights = sampleWeights(part.sampleWeight, rows);
    return squaredError(checkedTargets(part.targets, { rows, of }), { weights, scale });
  };
  return trainNetwork(training, {
    task: 'regressor',
    classes: [],
    target: scale,
    objective: (params, rows) => objective(training, { params, rows, of: 'targets' }),
    validation:
      validation === undefined
        ? null
        : {
            features: validation.features,
            objective: (params, rows) => objective(validation, { params, rows, of: 'validation targets' }),
          },
  });
}

function targetScale(targets: Float64Array): TargetScale {
  const center = mean(targets);
  const deviation = Math.sqrt(mean(targets.map((target) => (target - center) ** 2)));
  // Equal targets have a deviation of rounding errors.
  const isConstant = targets.every((target) => target === targets[0]);
  return { center, scale: isConstant || !(deviation > 0) ? 1 : deviation };
}

function checkedTargets(
  targets: NumericColumn,
  { rows, of }: { readonly rows: number; readonly of: string },
): Float64Array {
  if (targets.length !== rows)
    throw new Error(`there are ${targets.length} ${of} for ${rows} rows of features`);
  const row = targets.findIndex((target) => !Number.isFinite(target));
  if (row !== -1) throw new Error(`${of}: row ${row} is ${targets[row]}; a number is needed`);
  return Float64Array.from(targets);
}
