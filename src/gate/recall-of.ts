import type { PredictionTable } from '../experiment/compare/prediction-table.ts';

/**
 * The recall of a class, the mean of the runs: of the model that the metric's name is of (`evaluate.forest.…`),
 * else of the one that the stage answers with. Null where no test row has the label.
 */
export function recallOf(
  metric: string,
  { label, tables }: { readonly label: string; readonly tables: readonly PredictionTable[] },
): number | null {
  let [right, rows] = [0, 0];
  for (const { stage, scored } of tables) {
    if (scored.kind === 'numbers') return null;
    const [model = ''] = metric.slice(stage.length + 1).split('.');
    const named = Object.hasOwn(scored.models, model) ? scored.models[model] : undefined;
    const predicted = named?.predicted ?? scored.predicted;
    for (const [row, actual] of scored.actual.entries()) {
      if (actual !== label) continue;
      rows += 1;
      if (predicted[row] === label) right += 1;
    }
  }
  return rows === 0 ? null : right / rows;
}
