import { inspect } from 'node:util';
import type { NumberFormat } from '../model/display.ts';
import { isScore } from './check-predictions.ts';

/** Throws, with the metric's name, where a metric is not what a record can hold: numbers are finite, details known. */
export function checkMetric(name: string, metric: unknown): void {
  if (!/^[A-Za-z][\w.-]*$/.test(name)) {
    throw new Error(
      `metric "${name}": a name begins with a letter and holds letters, digits, _ . and - only`,
    );
  }
  if (name in Object.prototype)
    throw new Error(`metric "${name}": every object has one of that name; give it another`);
  if (typeof metric !== 'object' || metric === null) throw new Error(`metric "${name}" has no value`);
  const { value, ...details } = metric as Readonly<Record<string, unknown>>;
  if (!Number.isFinite(value)) {
    throw new Error(`metric "${name}" is ${inspect(value)}; a metric is a finite number`);
  }
  const { interval } = details;
  for (const [detail, given] of Object.entries(details)) {
    const expected = Object.hasOwn(isDetail, detail) ? isDetail[detail] : undefined;
    if (expected === undefined) {
      throw new Error(
        `metric "${name}": there is no detail "${detail}", only ${Object.keys(isDetail).join(', ')}`,
      );
    }
    if (given === undefined || expected.fits(given)) continue;
    const shown = inspect(given, { breakLength: Number.POSITIVE_INFINITY })
      .replaceAll("'", '"')
      .slice(0, 200);
    throw new Error(`metric "${name}": ${detail} is ${shown}; ${expected.words}`);
  }
  if (Array.isArray(interval) && !holds(interval, value as number)) {
    throw new Error(
      `metric "${name}": the value ${value} lies outside its own interval, ${interval[0]} to ${interval[1]}`,
    );
  }
}

/** Whether a value lies in its interval, the last digits aside, which sums in another order change. */
function holds([low = 0, high = 0]: readonly number[], value: number): boolean {
  const slack = 1e-9 * Math.max(1, Math.abs(value));
  return value >= low - slack && value <= high + slack;
}

const finite = { fits: Number.isFinite, words: 'it has to be a finite number' };
const count = {
  fits: (value: unknown) => Number.isFinite(value) && (value as number) >= 0,
  words: 'it has to be a number of rows',
};

const formats: readonly NumberFormat[] = ['integer', 'percent', 'fixed2', 'fixed4', 'year', 'date', 'text'];

const isDetail: Readonly<Record<string, { fits(value: unknown): boolean; readonly words: string }>> = {
  interval: {
    fits: (value) => {
      if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return false;
      return value[0] <= value[1];
    },
    words: 'it has to be two finite numbers, the lower first',
  },
  n: count,
  effectiveN: count,
  baseline: finite,
  direction: {
    fits: (value) => value === 'higher' || value === 'lower',
    words: 'it has to be "higher" or "lower", whichever is better',
  },
  unit: {
    fits: (value) => typeof value === 'string' && /^\S(.{0,22}\S)?$/u.test(value),
    words: 'it has to be a text of at most 24 characters, such as "EUR"',
  },
  digits: {
    fits: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 12,
    words: 'it has to be a number of decimals from 0 to 12',
  },
  format: {
    fits: (value) => formats.includes(value as NumberFormat),
    words: `it has to be one of ${formats.join(', ')}`,
  },
  from: {
    fits: (value) => typeof value === 'string' && value !== '',
    words: 'it has to be the name of an output',
  },
  score: {
    fits: isScore,
    words: 'it has to be a name, { mean: column }, { root: column } or { ratio: [column, column] }',
  },
  doubt: { fits: (value) => value === 'rare-class', words: 'it has to be "rare-class"' },
  headline: { fits: (value) => typeof value === 'boolean', words: 'it has to be true or false' },
};
