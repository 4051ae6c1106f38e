import type { BaselinePrediction } from './baseline-prediction.ts';

/** The same class, and the same probabilities (`shares`, in the order of `classes`), for every row. */
export function constantPrediction(rule: {
  readonly name: BaselinePrediction['name'];
  readonly rows: number;
  readonly predicted: string;
  readonly classes: readonly string[];
  readonly shares: readonly number[];
}): BaselinePrediction {
  const { name, rows, predicted, classes, shares } = rule;
  return {
    name,
    predicted: new Array<string>(rows).fill(predicted),
    probabilities: Object.fromEntries(
      classes.map((label, c) => [label, new Float64Array(rows).fill(shares[c] as number)]),
    ),
    fallbackRows: 0,
  };
}
