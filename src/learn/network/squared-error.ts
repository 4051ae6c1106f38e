import type { BatchScore, Objective, ScoredBatch } from './objective.ts';

/** The squared error of one output a row; its mean over a batch is the MSE. */
export function squaredError(targets: Float64Array): Objective {
  const score = ({ outputs, rows, gradient }: ScoredBatch): BatchScore => {
    let loss = 0;
    for (let i = 0; i < rows.length; i++) {
      const error = (outputs[i] as number) - (targets[rows[i] as number] as number);
      loss += error * error;
      if (gradient !== null) gradient[i] = (2 * error) / rows.length;
    }
    return { loss, weight: rows.length, correct: 0 };
  };
  return { outputs: 1, hasAccuracy: false, score };
}
