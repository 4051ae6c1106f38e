import { randomFrom } from '../../src/base/random.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { classifierMetrics } from '../../src/learn/metrics/classifier-metrics.ts';
import type { Metric } from '../../src/model/metric.ts';

const signals = ['buy', 'hold', 'sell'] as const;

/**
 * Test rows of three symbols on consecutive days, with labels that `labelSeed` decides and predictions of
 * about the given accuracy that `seed` decides; probabilities lean to the predicted class.
 */
export function scoredRows(given: {
  readonly days?: number;
  readonly labelSeed?: number;
  readonly seed?: number;
  readonly accuracy?: number;
  readonly firstDay?: string;
}): Columns {
  const { days = 120, labelSeed = 1, seed = 2, accuracy = 0.6, firstDay = '2020-01-01' } = given;
  const draw = { label: randomFrom(labelSeed), prediction: randomFrom(seed) };
  const pick = (random: () => number): string => signals[Math.floor(random() * 3)] ?? 'hold';
  const rows = Array.from({ length: days * 3 }, (_, row) => row);
  const actual = rows.map(() => pick(draw.label));
  const predicted = actual.map((label) => (draw.prediction() < accuracy ? label : pick(draw.prediction)));
  const confidence = rows.map(() => 0.4 + 0.5 * draw.prediction());
  const first = Date.parse(firstDay);
  return {
    symbol: rows.map((row) => ['AAA', 'BBB', 'CCC'][row % 3] ?? ''),
    ts: Float64Array.from(rows, (row) => first + Math.floor(row / 3) * 86_400_000),
    part: rows.map(() => 'test'),
    actual,
    predicted,
    ...Object.fromEntries(
      signals.map((name) => [
        `p_${name}`,
        Float64Array.from(rows, (row) =>
          predicted[row] === name ? (confidence[row] ?? 0) : (1 - (confidence[row] ?? 0)) / 2,
        ),
      ]),
    ),
  };
}

/** The metrics that an evaluate stage would report of such rows. */
export function metricsOfRows(columns: Columns): Readonly<Record<string, Metric>> {
  const text = (name: string): readonly string[] => columns[name] as readonly string[];
  const { values } = classifierMetrics({
    actual: text('actual'),
    predicted: text('predicted'),
    classes: signals,
    probabilities: Object.fromEntries(signals.map((name) => [name, columns[`p_${name}`] as Float64Array])),
  });
  const headlines = ['accuracy', 'macro_f1', 'log_loss'];
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Metric] => [
      name,
      {
        value,
        direction: name === 'log_loss' || name === 'brier' || name === 'ece' ? 'lower' : 'higher',
        ...(headlines.includes(name) ? { headline: true } : {}),
      },
    ]),
  );
}
