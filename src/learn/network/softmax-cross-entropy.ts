import { mean } from '../scale/mean.ts';
import { exactExp, exactLog } from './exact-math.ts';
import type { BatchScore, Objective, ScoredBatch } from './objective.ts';

/**
 * Cross entropy of softmax(outputs) with one class a row, `weights[row]` times as much for a row. A step's
 * gradient is that of Σ w·loss / (rows of the batch × mean w of all rows): divided by the batch's own weights,
 * as torch.nn.CrossEntropyLoss has it, a rare class would count the less the smaller the batch.
 */
export function softmaxCrossEntropy(
  targets: Int32Array,
  { weights, classes: outputs }: { readonly weights: Float64Array; readonly classes: number },
): Objective {
  const meanWeight = mean(weights);
  const exps = new Float64Array(outputs);
  const score = ({ outputs: values, rows, gradient }: ScoredBatch): BatchScore => {
    let weight = 0;
    let loss = 0;
    let correct = 0;
    for (let i = 0, at = 0; i < rows.length; i++, at += outputs) {
      const target = targets[rows[i] as number] as number;
      const rowWeight = weights[rows[i] as number] as number;
      weight += rowWeight;
      let best = 0;
      for (let c = 1; c < outputs; c++) {
        if ((values[at + c] as number) > (values[at + best] as number)) best = c;
      }
      const highest = values[at + best] as number;
      let sum = 0;
      for (let c = 0; c < outputs; c++) {
        const e = exactExp((values[at + c] as number) - highest);
        exps[c] = e;
        sum += e;
      }
      loss += rowWeight * (exactLog(sum) - ((values[at + target] as number) - highest));
      if (best === target) correct++;
      if (gradient !== null) {
        const factor = rowWeight / (rows.length * meanWeight);
        for (let c = 0; c < outputs; c++) {
          gradient[at + c] = factor * ((exps[c] as number) / sum - (c === target ? 1 : 0));
        }
      }
    }
    return { loss, weight, correct };
  };
  return { outputs, hasAccuracy: true, score };
}

/** Softmax of each row of `outputs` (`classes` a row), as one column of probabilities a class. */
export function softmaxColumns(outputs: Float32Array, classes: number): Float64Array[] {
  const rows = outputs.length / classes;
  const columns = Array.from({ length: classes }, () => new Float64Array(rows));
  for (let i = 0, at = 0; i < rows; i++, at += classes) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) highest = Math.max(highest, outputs[at + c] as number);
    let sum = 0;
    for (const [c, column] of columns.entries()) {
      const e = exactExp((outputs[at + c] as number) - highest);
      column[i] = e;
      sum += e;
    }
    for (const column of columns) column[i] = (column[i] as number) / sum;
  }
  return columns;
}
