import { type Random, randomFrom } from '../../src/base/random.ts';
import { accuracy } from '../../src/learn/metrics/accuracy.ts';
import type { Confusion } from '../../src/learn/metrics/confusion-matrix.ts';
import { normalQuantile } from '../../src/learn/metrics/normal-quantile.ts';
import { precisionRecallF1 } from '../../src/learn/metrics/precision-recall-f1.ts';
import { accuracyInterval } from '../../src/learn/uncertainty/accuracy-interval.ts';
import { bootstrap, type WeightedStatistic } from '../../src/learn/uncertainty/bootstrap.ts';
import { chooseBlockLength } from '../../src/learn/uncertainty/choose-block-length.ts';
import { meanInterval } from '../../src/learn/uncertainty/mean-interval.ts';
import { metricInterval } from '../../src/learn/uncertainty/metric-interval.ts';
import { pairedDifference } from '../../src/learn/uncertainty/paired-difference.ts';
import { resamplingUnits } from '../../src/learn/uncertainty/resampling-units.ts';

/** An interval of one simulated test set, or that none is to be trusted there. */
type Told = { readonly low: number; readonly high: number } | 'doubted';

/** A way in which test rows come to be, whose truth is known. */
export interface Cell {
  readonly name: string;
  /** So few outcomes are likely that no interval holds the truth just 95 times in 100: more often is no fault. */
  readonly isCoarse?: boolean;
  readonly truth: number;
  interval(seed: number): Told;
}

const resamples = 1000;
const classes = ['no', 'yes'];
const normal = (random: Random): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random())));
const series = (length: number, of: () => number): Float64Array => Float64Array.from({ length }, of);
const numbered = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i);

function student3(random: Random): number {
  const squares = [1, 2, 3].reduce((sum) => sum + normal(random) ** 2, 0);
  return normal(random) / Math.sqrt(squares / 3);
}

/** Right where the sum of the last seven shocks is beneath a limit; symbols share most of a day's shock. */
function overlapping(
  share: number,
  { days, symbols }: { readonly days: number; readonly symbols: number },
): Cell {
  const horizon = 7;
  const common = symbols === 1 ? 0 : 0.8;
  return {
    name: `accuracy ${share}, ${days} days × ${symbols}, horizon ${horizon}`,
    truth: share,
    interval: (seed) => {
      const random = randomFrom(seed, 1);
      const shared = series(days + horizon, () => normal(random));
      const predicted: string[] = [];
      const blocks: number[] = [];
      for (let symbol = 0; symbol < symbols; symbol++) {
        const own = series(days + horizon, () => normal(random));
        for (let day = 0; day < days; day++) {
          let sum = 0;
          for (let i = day; i < day + horizon; i++) {
            sum += common * (shared[i] ?? 0) + Math.sqrt(1 - common ** 2) * (own[i] ?? 0);
          }
          predicted.push(sum / Math.sqrt(horizon) < normalQuantile(share) ? 'yes' : 'no');
          blocks.push(day);
        }
      }
      const labels = { actual: predicted.map(() => 'yes'), predicted, classes };
      return accuracyInterval(labels, { seed, resamples, blocks, blockLength: horizon });
    },
  };
}

function autoregressive(phi: number, days: number): Cell {
  return {
    name: `mean of AR(1) ${phi}, ${days} days`,
    truth: 0,
    interval: (seed) => {
      const random = randomFrom(seed, 2);
      let value = normal(random) / Math.sqrt(1 - phi ** 2);
      const values = series(days, () => {
        value = phi * value + normal(random);
        return value;
      });
      const blockLength = chooseBlockLength(values);
      return meanInterval(values, { seed, resamples, blocks: numbered(days), blockLength });
    },
  };
}

const macroF1 = (confusion: Confusion): number => precisionRecallF1(confusion).macro.f1;

/** Three classes of which one is rare; four in five rows of each are right, the rest go to the first or second. */
function rareClass(share: number, rows: number): Cell {
  const shares = [(1 - share) / 2, (1 - share) / 2, share];
  const names = ['a', 'b', 'c'];
  const cell = (actual: number, predicted: number) =>
    (shares[actual] ?? 0) * (actual === predicted ? 0.8 : actual === 2 ? 0.1 : predicted === 2 ? 0.02 : 0.18);
  const counts = Float64Array.from({ length: 9 }, (_, i) => cell(Math.floor(i / 3), i % 3));
  return {
    name: `macro F1, a class of ${100 * share} %, n = ${rows}`,
    truth: macroF1({ classes: names, counts, rows: 1 }),
    interval: (seed) => {
      const random = randomFrom(seed, 3);
      const drawn = Array.from({ length: rows }, () => {
        let left = random();
        return Math.max(
          0,
          counts.findIndex((count) => {
            left -= count;
            return left < 0;
          }),
        );
      });
      const told = metricInterval(
        {
          actual: drawn.map((at) => names[Math.floor(at / 3)] ?? 'a'),
          predicted: drawn.map((at) => names[at % 3] ?? 'a'),
          classes: names,
        },
        { metric: macroF1, seed, resamples },
      );
      return told.doubt === undefined ? told : 'doubted';
    },
  };
}

function r2Of(actual: Float64Array, errors: Float64Array): WeightedStatistic {
  return (times) => {
    let [rows, sum, squares, lost] = [0, 0, 0, 0];
    for (const [i, value] of actual.entries()) {
      const n = times[i] ?? 0;
      rows += n;
      sum += n * value;
      squares += n * value ** 2;
      lost += n * (errors[i] ?? 0) ** 2;
    }
    return 1 - lost / (squares - sum ** 2 / rows);
  };
}

function rmseOf(_: Float64Array, errors: Float64Array): WeightedStatistic {
  return (times) => {
    let [rows, lost] = [0, 0];
    for (const [i, error] of errors.entries()) {
      rows += times[i] ?? 0;
      lost += (times[i] ?? 0) * error ** 2;
    }
    return Math.sqrt(lost / rows);
  };
}

function r2Cell(rows: number, tails: 'normal' | 'Student t3'): Cell {
  const draw = tails === 'normal' ? normal : student3;
  return {
    name: `R², ${tails}, n = ${rows}`,
    truth: 1 - 1 / (1.44 + 1),
    interval: (seed) => {
      const random = randomFrom(seed, 4);
      const errors = series(rows, () => draw(random));
      const actual = errors.map((error) => 1.2 * draw(random) + error);
      return bootstrap(
        { units: resamplingUnits(rows, {}), statistic: r2Of(actual, errors) },
        { seed, resamples },
      );
    },
  };
}

/** Two equally good regressors that feel seven tenths of the same errors. */
function pairedNumbers(name: string, rows: number, statistic: typeof r2Of): Cell {
  return {
    name: `paired ${name}, n = ${rows}`,
    truth: 0,
    interval: (seed) => {
      const random = randomFrom(seed, 5);
      const shared = series(rows, () => normal(random));
      const actual = shared.map((value) => value + normal(random));
      const [a, b] = [0, 1].map(() =>
        statistic(
          actual,
          shared.map((value) => 0.7 * value + 0.7 * normal(random)),
        ),
      );
      return bootstrap(
        {
          units: resamplingUnits(rows, {}),
          statistic: (times) => (a?.(times) ?? Number.NaN) - (b?.(times) ?? Number.NaN),
        },
        { seed, resamples },
      );
    },
  };
}

function nearOne(share: number, rows: number): Cell {
  return {
    name: `percentile interval of an accuracy of ${share}, n = ${rows}`,
    isCoarse: true,
    truth: share,
    interval: (seed) => {
      const random = randomFrom(seed, 6);
      const predicted = Array.from({ length: rows }, () => (random() < share ? 'yes' : 'no'));
      const labels = { actual: predicted.map(() => 'yes'), predicted, classes };
      return metricInterval(labels, { metric: accuracy, seed, resamples });
    },
  };
}

/** Two equally good classifiers, each of which does well with some groups and badly with others. */
function grouped(groups: number, rows: number): Cell {
  return {
    name: `paired accuracy, ${groups} groups × ${rows} rows`,
    truth: 0,
    interval: (seed) => {
      const random = randomFrom(seed, 7);
      const actual: string[] = [];
      const sides: [string[], string[]] = [[], []];
      const keys: string[] = [];
      for (let group = 0; group < groups; group++) {
        const skills = [random(), random()];
        for (let row = 0; row < rows; row++) {
          actual.push('yes');
          keys.push(String(group));
          for (const [i, side] of sides.entries()) side.push(random() < (skills[i] ?? 0) ? 'yes' : 'no');
        }
      }
      return pairedDifference(
        { actual, classes, baseline: sides[0], candidate: sides[1] },
        { metric: accuracy, seed, resamples, groups: keys },
      );
    },
  };
}

export const cells: readonly Cell[] = [
  overlapping(0.99, { days: 500, symbols: 1 }),
  overlapping(0.99, { days: 500, symbols: 4 }),
  overlapping(0.6, { days: 500, symbols: 4 }),
  autoregressive(0.95, 500),
  autoregressive(0.5, 500),
  rareClass(0.02, 100),
  rareClass(0.02, 500),
  rareClass(0.02, 1000),
  rareClass(0.2, 100),
  r2Cell(100, 'normal'),
  r2Cell(100, 'Student t3'),
  r2Cell(30, 'normal'),
  nearOne(0.99, 30),
  nearOne(0.95, 30),
  pairedNumbers('R²', 30, r2Of),
  pairedNumbers('RMSE', 30, rmseOf),
  grouped(50, 20),
  grouped(15, 40),
];
