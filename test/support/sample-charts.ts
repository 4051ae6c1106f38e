import type { Json, JsonObject } from '../../src/base/json.ts';
import { randomFrom } from '../../src/base/random.ts';
import type { ChartDisplay, TableColumn } from '../../src/model/display.ts';

/** Ten charts as the stages of the stock-signals pipeline show them, with made-up numbers. */
export function sampleCharts(): readonly ChartDisplay[] {
  return [
    closingPrices(),
    learningCurves(),
    confusion(),
    rocCurves(),
    precisionRecall(),
    reliability(),
    scoreDistributions(),
    importance(),
    accuracyOverTime(),
    coverage(),
  ];
}

const classes = ['sell', 'hold', 'buy'];
const days = (count: number, from = Date.UTC(2017, 11, 28)) =>
  Array.from({ length: count }, (_, day) => new Date(from + day * 86_400_000).toISOString().slice(0, 10));

function chart(parts: {
  readonly title: string;
  readonly description: string;
  readonly columns: Readonly<Record<string, readonly Json[]>>;
  readonly spec: JsonObject;
}): ChartDisplay {
  const data: TableColumn[] = Object.entries(parts.columns).map(([name, values]) => ({ name, values }));
  const rows = data[0]?.values.length ?? 0;
  const values = Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(data.map((column) => [column.name, column.values[row] ?? null])),
  );
  return {
    kind: 'chart',
    title: parts.title,
    description: parts.description,
    spec: { data: { values }, ...parts.spec },
    data,
  };
}

function closingPrices(): ChartDisplay {
  const random = randomFrom(1);
  let price = 2700;
  const day = days(500);
  const close = day.map(() => {
    price *= 1 + (random() - 0.49) * 0.02;
    return Math.round(price * 100) / 100;
  });
  return chart({
    title: 'Closing price in the test period',
    description: 'The index wanders upwards, with one fall of a tenth in the middle.',
    columns: { day, close },
    spec: {
      mark: 'line',
      encoding: {
        x: { field: 'day', type: 'temporal', title: null },
        y: { field: 'close', type: 'quantitative', scale: { zero: false }, title: 'Close' },
      },
    },
  });
}

function learningCurves(): ChartDisplay {
  const random = randomFrom(2);
  const epochs = Array.from({ length: 40 }, (_, epoch) => epoch + 1);
  const loss = (floor: number) => epochs.map((epoch) => floor + 0.7 * Math.exp(-epoch / 9) + random() * 0.02);
  return chart({
    title: 'Learning curves',
    description: 'Training loss falls to 0.71; validation loss stops falling after epoch 22, at 0.86.',
    columns: {
      epoch: [...epochs, ...epochs],
      rows: [...epochs.map(() => 'training'), ...epochs.map(() => 'validation')],
      loss: [...loss(0.7), ...loss(0.85)],
    },
    spec: {
      mark: 'line',
      encoding: {
        x: { field: 'epoch', type: 'quantitative' },
        y: { field: 'loss', type: 'quantitative', scale: { zero: false } },
        color: { field: 'rows', type: 'nominal', title: null },
      },
    },
  });
}

function confusion(): ChartDisplay {
  const counts = [61, 44, 30, 52, 190, 71, 28, 50, 97];
  const share = counts.map(
    (count, cell) =>
      count / counts.slice(Math.floor(cell / 3) * 3, Math.floor(cell / 3) * 3 + 3).reduce((a, b) => a + b),
  );
  const position = { sort: classes, type: 'nominal' };
  return chart({
    title: 'Confusion matrix',
    description: 'Of 623 test rows 348 are on the diagonal; buy is mistaken for hold most often.',
    columns: {
      actual: counts.map((_, cell) => classes[Math.floor(cell / 3)] ?? ''),
      predicted: counts.map((_, cell) => classes[cell % 3] ?? ''),
      rows: counts,
      share,
    },
    spec: {
      width: 240,
      height: 200,
      encoding: {
        x: { field: 'predicted', ...position, axis: { labelAngle: 0, orient: 'top' } },
        y: { field: 'actual', ...position },
      },
      layer: [
        {
          mark: 'rect',
          encoding: {
            color: {
              field: 'share',
              type: 'quantitative',
              scale: { scheme: 'blues', domain: [0, 1] },
              legend: { format: '%' },
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 14 },
          encoding: {
            text: { field: 'rows', type: 'quantitative' },
            color: { condition: { test: 'datum.share > 0.5', value: 'white' }, value: '#10243a' },
          },
        },
      ],
    },
  });
}

function curves(parts: {
  readonly title: string;
  readonly description: string;
  readonly x: string;
  readonly y: string;
  readonly shape: (t: number, power: number) => number;
}): ChartDisplay {
  const ts = Array.from({ length: 60 }, (_, index) => index / 59);
  return chart({
    title: parts.title,
    description: parts.description,
    columns: {
      class: classes.flatMap((name) => ts.map(() => name)),
      [parts.x]: classes.flatMap(() => ts),
      [parts.y]: classes.flatMap((_, index) => ts.map((t) => parts.shape(t, 0.45 + index * 0.12))),
    },
    spec: {
      width: 320,
      height: 300,
      mark: 'line',
      encoding: {
        x: { field: parts.x, type: 'quantitative' },
        y: { field: parts.y, type: 'quantitative' },
        color: { field: 'class', type: 'nominal', sort: classes },
      },
    },
  });
}

function rocCurves(): ChartDisplay {
  return curves({
    title: 'ROC, one class against the rest',
    description: 'Area under the curve: sell 0.69, hold 0.64, buy 0.59.',
    x: 'false positive rate',
    y: 'true positive rate',
    shape: (t, power) => t ** power,
  });
}

function precisionRecall(): ChartDisplay {
  return curves({
    title: 'Precision and recall, one class against the rest',
    description: 'Precision falls from 0.9 to the prevalence of each class, about a third.',
    x: 'recall',
    y: 'precision',
    shape: (t, power) => 0.9 - 0.6 * t ** (1 / power),
  });
}

function reliability(): ChartDisplay {
  const predicted = [0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85];
  return chart({
    title: 'Reliability',
    description: 'Above 0.6 the network is surer than it is right.',
    columns: {
      predicted,
      observed: [0.18, 0.27, 0.33, 0.44, 0.5, 0.55, 0.61, 0.66],
      rows: [14, 61, 120, 160, 121, 80, 45, 22],
    },
    spec: {
      width: 320,
      height: 300,
      mark: { type: 'point', filled: true },
      encoding: {
        x: { field: 'predicted', type: 'quantitative', scale: { domain: [0, 1] } },
        y: { field: 'observed', type: 'quantitative', scale: { domain: [0, 1] } },
        size: { field: 'rows', type: 'quantitative' },
      },
    },
  });
}

function scoreDistributions(): ChartDisplay {
  const random = randomFrom(3);
  const score = Array.from({ length: 400 }, () => Math.round((random() + random()) * 500) / 1000);
  return chart({
    title: 'Scores of the class buy',
    description: 'Scores gather around 0.5.',
    columns: { score, actual: score.map((_, row) => classes[row % 3] ?? '') },
    spec: {
      mark: 'bar',
      encoding: {
        x: { field: 'score', bin: { maxbins: 25 }, type: 'quantitative' },
        y: { aggregate: 'count', type: 'quantitative' },
        color: { field: 'actual', type: 'nominal', sort: classes },
      },
    },
  });
}

function importance(): ChartDisplay {
  const feature = [
    'sentiment_trend',
    'price_change',
    'volume_change',
    'rolling_std',
    'rolling_mean',
    'sentiment_score',
    'price',
    'volume',
    'volume_mean',
  ];
  return chart({
    title: 'Permutation importance',
    description: 'Shuffling the sentiment trend costs most accuracy, 4 points.',
    columns: {
      feature,
      drop: feature.map((_, index) => 0.04 * 0.7 ** index),
      low: feature.map((_, index) => 0.04 * 0.7 ** index - 0.006),
      high: feature.map((_, index) => 0.04 * 0.7 ** index + 0.006),
    },
    spec: {
      height: { step: 24 },
      encoding: { y: { field: 'feature', type: 'nominal', sort: null, title: null } },
      layer: [
        {
          mark: { type: 'bar', height: 12 },
          encoding: { x: { field: 'drop', type: 'quantitative', title: 'Loss of accuracy' } },
        },
        { mark: 'rule', encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } } },
      ],
    },
  });
}

function accuracyOverTime(): ChartDisplay {
  const random = randomFrom(4);
  const month = Array.from(
    { length: 30 },
    (_, index) => `${2018 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`,
  );
  return chart({
    title: 'Accuracy by month',
    description: 'Between 0.4 and 0.7 without a trend.',
    columns: { month, accuracy: month.map(() => 0.4 + random() * 0.3) },
    spec: {
      mark: { type: 'area', line: true, opacity: 0.3 },
      encoding: {
        x: { field: 'month', type: 'temporal', timeUnit: 'yearmonth', title: null },
        y: { field: 'accuracy', type: 'quantitative', axis: { format: '.0%' } },
      },
    },
  });
}

function coverage(): ChartDisplay {
  const threshold = Array.from({ length: 20 }, (_, index) => index / 20);
  return chart({
    title: 'Accuracy against coverage',
    description: 'Answering only the surest half of the rows lifts accuracy to 0.68.',
    columns: {
      coverage: threshold.map((t) => 1 - t),
      accuracy: threshold.map((t) => 0.56 + 0.25 * t ** 1.5),
    },
    spec: {
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'coverage', type: 'quantitative', axis: { format: '%' } },
        y: { field: 'accuracy', type: 'quantitative', scale: { domain: [0.5, 0.85] }, axis: { format: '%' } },
      },
    },
  });
}
