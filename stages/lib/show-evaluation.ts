import type { ViewContext } from 'labbook';
import {
  classTable,
  confusionChart,
  coverageTable,
  metricOverTimeChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
  scoreDistributionChart,
} from 'labbook/charts';
import { type Columns, majorityClass, numericColumn, readTable, SIGNAL_CLASSES } from 'labbook/learn';
import type { params } from '../evaluate.ts';
import type { EvaluateInputs, EvaluateOutputs } from './evaluate-files.ts';

const classes = SIGNAL_CLASSES;

/** The evaluation as tables and charts: members and rules side by side, then the ensemble in detail. */
export async function view(ctx: ViewContext<typeof params, EvaluateInputs, EvaluateOutputs>): Promise<void> {
  const scores = await readTable(ctx.outputs.scores.path);
  const predictions = await readTable(ctx.outputs.predictions.path);
  const labels = await readTable(ctx.inputs.labels.path, { columns: ['label'] });
  const split = await readTable(ctx.inputs.split.path, { columns: ['part'] });
  const trained = text(labels, 'label').filter((_, row) => split.part?.[row] === 'train');
  const actual = text(predictions, 'actual');
  const predicted = text(predictions, 'predicted');
  const probabilities = Object.fromEntries(
    classes.map((name) => [name, numericColumn(predictions, `p_${name}`)]),
  );
  const labelled = { actual, predicted, classes };
  const scored = { ...labelled, probabilities };
  const date = numericColumn(predictions, 'ts');
  const bootstrap = { seed: 1, blocks: date, blockLength: ctx.params.horizon };

  ctx.table({
    title: 'Models and rules on the same test days',
    description:
      'The ensemble is the mean of network and forest; where one is missing the other stands alone, and ' +
      'where both are, the class prior does.',
    columns: [
      { name: 'model', values: text(scores, 'name') },
      ...['accuracy', 'accuracy_low', 'accuracy_high', 'macro_f1'].map((name) => ({
        name: name.replaceAll('_', ' '),
        values: Array.from(numericColumn(scores, name)),
        format: 'percent' as const,
      })),
      {
        name: 'log loss',
        values: Array.from(numericColumn(scores, 'log_loss'), (value) =>
          Number.isNaN(value) ? null : value,
        ),
        format: 'fixed4',
      },
    ],
  });
  ctx.show(
    confusionChart(labelled),
    confusionChart(labelled, { cells: 'actual' }),
    confusionChart(labelled, { cells: 'predicted' }),
    classTable(labelled, bootstrap),
    rocChart(scored),
    precisionRecallChart(scored),
    reliabilityChart(scored),
    scoreDistributionChart(scored),
    coverageTable(scored, bootstrap),
    metricOverTimeChart({ ...labelled, date }, { majority: majorityClass({ trained, classes }) }),
  );
}

function text(columns: Columns, name: string): string[] {
  const column = columns[name];
  if (column === undefined) throw new Error(`there is no column "${name}"`);
  return Array.from(column, String);
}
