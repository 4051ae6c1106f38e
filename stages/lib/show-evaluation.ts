import type { ViewContext } from 'labbook';
import { classifierDisplays, driftChart } from 'labbook/charts';
import { type Columns, completeTextColumn, majorityClass, numericColumn, readTable } from 'labbook/learn';
import type { params } from '../evaluate.ts';
import { type Candidate, candidateNames } from './candidates.ts';
import type { EvaluateInputs, EvaluateOutputs } from './evaluate-files.ts';
import { type LabelledRows, labelledRows } from './labelled-rows.ts';
import { SIGNAL_CLASSES } from './signal-classes.ts';

const classes = SIGNAL_CLASSES;
/** Decides the draws of the page's intervals, which are no part of the stage's result. */
const seed = 1;

/** The evaluation as tables and charts: the ensemble in detail, where it is worst, its members, and the drift. */
export async function view(ctx: ViewContext<typeof params, EvaluateInputs, EvaluateOutputs>): Promise<void> {
  const [predictions, features, labels, split] = await Promise.all([
    readTable(ctx.outputs.predictions.path),
    readTable(ctx.inputs.features.path),
    readTable(ctx.inputs.labels.path),
    readTable(ctx.inputs.split.path),
  ]);
  const tables = { features, labels, split };
  const train = labelledRows(tables, 'train');
  const test = labelledRows(tables, 'test');
  const all = (Object.keys(candidateNames) as Candidate['key'][]).map((key) => {
    const prefix = key === 'ensemble' ? '' : `${key}_`;
    const probabilities = probabilitiesOf(predictions, prefix);
    return {
      name: candidateNames[key],
      predicted: completeTextColumn(predictions, `${prefix}predicted`),
      ...(probabilities !== undefined && { probabilities }),
    };
  });
  const [ensemble] = all;
  if (ensemble === undefined) return;
  ctx.show(
    ...classifierDisplays(
      {
        ...ensemble,
        actual: completeTextColumn(predictions, 'actual'),
        classes,
        date: test.at,
        majority: majorityClass({ trained: train.labels, classes }),
        segments: segmentsOf({ train, test }),
        members: all,
        baseline: candidateNames.majority,
      },
      { seed, blockLength: ctx.params.horizon },
    ),
    driftChart({ train: train.features, test: test.features }),
  );
}

function probabilitiesOf(
  predictions: Columns,
  prefix: string,
): Readonly<Record<string, Float64Array>> | undefined {
  if (predictions[`${prefix}p_${classes[0]}`] === undefined) return undefined;
  return Object.fromEntries(
    classes.map((name) => [name, Float64Array.from(numericColumn(predictions, `${prefix}p_${name}`))]),
  );
}

/** By year, by volatility in thirds of the training days, and by symbol where there are several. */
function segmentsOf({ train, test }: { readonly train: LabelledRows; readonly test: LabelledRows }) {
  const before = volatility(train).sort();
  const [low, high] = [1, 2].map((third) => before[Math.floor((before.length * third) / 3)] ?? 0);
  const calm = Array.from(volatility(test), (value) =>
    value < (low ?? 0) ? 'low' : value < (high ?? 0) ? 'middle' : 'high',
  );
  return {
    year: Array.from(test.at, (ms) => new Date(ms).toISOString().slice(0, 4)),
    'volatility (thirds of training days)': calm,
    ...(new Set(test.symbol).size > 1 && { symbol: test.symbol }),
  };
}

/** The rolling deviation as a share of the rolling mean. */
function volatility({ features }: LabelledRows): Float64Array {
  const mean = features.price_mean ?? new Float64Array(0);
  return Float64Array.from(features.price_deviation ?? [], (value, row) => value / (mean[row] ?? 1));
}
