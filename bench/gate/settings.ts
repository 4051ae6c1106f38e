import { randomFrom } from '../../src/base/random.ts';
import type { PredictionTable } from '../../src/experiment/compare/prediction-table.ts';
import { normalQuantile } from '../../src/learn/metrics/normal-quantile.ts';

/** How test rows come to be in one of the simulated worlds; what two models of given quality do on them. */
export interface Setting {
  readonly name: string;
  readonly rows: number;
  readonly margin: number;
  /** Metrics that are gated together, by their names within the stage. */
  readonly metrics: readonly string[];
  /** Days are drawn in blocks of this many; null where rows are drawn one by one. */
  readonly blockLength: number | null;
  /** How errors of neighbouring rows hang together. */
  readonly errors: 'independent' | 'overlapping' | 'ar1';
  /** The share of positives, or null for three even classes. */
  readonly positives: number | null;
}

const plain = { rows: 750, margin: 0.03, blockLength: null, errors: 'independent', positives: null } as const;

export const settings: readonly Setting[] = [
  { ...plain, name: 'independent rows', metrics: ['accuracy'] },
  { ...plain, name: '7-day overlap', metrics: ['accuracy'], blockLength: 7, errors: 'overlapping' },
  { ...plain, name: 'AR(1) errors', metrics: ['accuracy'], blockLength: 10, errors: 'ar1' },
  { ...plain, name: '1:20 imbalance', metrics: ['balanced_accuracy'], positives: 1 / 21 },
  { ...plain, name: 'n = 100', metrics: ['accuracy'], rows: 100 },
  { ...plain, name: 'three gates', metrics: ['a.accuracy', 'b.accuracy', 'c.accuracy'] },
];

const accuracy = 0.6;
const overlap = 7;
const persistence = 0.7;
/** The share of a row's difficulty that both models feel. */
const shared = 0.7;

/** The baseline's and the candidate's predictions of one drawn test set; the candidate is worse by `drop`. */
export function drawTables(
  setting: Setting,
  { drop, seed }: { readonly drop: number; readonly seed: number },
): { readonly baseline: PredictionTable; readonly candidate: PredictionTable } {
  const random = randomFrom(seed);
  const { rows } = setting;
  const actual = Array.from({ length: rows }, () => {
    if (setting.positives === null) return ['a', 'b', 'c'][Math.floor(random() * 3)] ?? 'a';
    return random() < setting.positives ? 'b' : 'a';
  });
  const models = setting.metrics.map((metric) => (metric.includes('.') ? (metric.split('.')[0] ?? '') : ''));
  const sides = [0, drop].map((worse) => {
    return { limit: normalQuantile(accuracy - worse), labels: new Map<string, string[]>() };
  });
  const difficulty = noise(setting, random);
  for (const model of models) {
    for (const side of sides) {
      const own = noise(setting, random);
      side.labels.set(
        model,
        actual.map((label, row) => {
          const felt = Math.sqrt(shared) * (difficulty[row] ?? 0) + Math.sqrt(1 - shared) * (own[row] ?? 0);
          return felt < side.limit ? label : other(label, setting, random);
        }),
      );
    }
  }
  const [baseline, candidate] = sides.map(({ labels }) => tableOf(setting, { actual, labels }));
  if (baseline === undefined || candidate === undefined) throw new Error('there are two sides');
  return { baseline, candidate };
}

function tableOf(
  setting: Setting,
  { actual, labels }: { readonly actual: readonly string[]; readonly labels: Map<string, string[]> },
): PredictionTable {
  const [first = actual] = labels.values();
  return {
    stage: 'evaluate',
    keyNames: ['ts'],
    keys: actual.map((_, row) => String(row)),
    days: setting.blockLength === null ? null : Float64Array.from(actual, (_, row) => row),
    scored: {
      kind: 'labels',
      classes: setting.positives === null ? ['a', 'b', 'c'] : ['a', 'b'],
      actual,
      predicted: labels.get('') ?? first,
      probabilities: null,
      models: Object.fromEntries(
        [...labels]
          .filter(([name]) => name !== '')
          .map(([name, predicted]) => [name, { predicted, probabilities: null }]),
      ),
    },
  };
}

/** Standard normal, one a row, hanging together as the setting says. */
function noise({ rows, errors }: Setting, random: () => number): Float64Array {
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const drawn = Float64Array.from({ length: rows + overlap }, gaussian);
  if (errors === 'independent') return drawn;
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (errors === 'overlapping') {
      let sum = 0;
      for (let i = 0; i < overlap; i++) sum += drawn[row + i] ?? 0;
      out[row] = sum / Math.sqrt(overlap);
    } else {
      const before = row === 0 ? (drawn[rows] ?? 0) : (out[row - 1] ?? 0);
      out[row] = persistence * before + Math.sqrt(1 - persistence ** 2) * (drawn[row] ?? 0);
    }
  }
  return out;
}

function other(label: string, { positives }: Setting, random: () => number): string {
  if (positives !== null) return label === 'a' ? 'b' : 'a';
  const others = ['a', 'b', 'c'].filter((each) => each !== label);
  return others[Math.floor(random() * 2)] ?? 'a';
}
