import { mean } from '../scale/mean.ts';
import type { TargetScale } from './network-model.ts';
import type { BatchScore, Objective, ScoredBatch } from './objective.ts';

/**
 * The squared error of one output a row, `weights[row]` times as much for a row; its weighted mean is the MSE.
 * The network learns targets of mean 0 and deviation 1, as `scale` makes them; losses are told in squares of
 * the targets' own unit.
 */
export function squaredError(
  targets: Float64Array,
  { weights, scale: { center, scale } }: { readonly weights: Float64Array; readonly scale: TargetScale },
): Objective {
  const scaled = targets.map((target) => (target - center) / scale);
  const meanWeight = mean(weights);
  const score = ({ outputs, rows, gradient }: ScoredBatch): BatchScore => {
    let loss = 0;
    let weight = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const rowWeight = weights[row] as number;
      const error = (outputs[i] as number) - (scaled[row] as number);
      loss += rowWeight * error * error;
      weight += rowWeight;
      if (gradient !== null) gradient[i] = (rowWeight / meanWeight) * ((2 * error) / rows.length);
    }
    return { loss: loss * scale * scale, weight, correct: 0 };
  };
  return { outputs: 1, hasAccuracy: false, score };
}
