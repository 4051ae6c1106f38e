import { inspect } from 'node:util';
import type { PredictionsDeclaration, Score } from '../model/predictions.ts';

/** Throws where what a stage says of its predictions is not what a record can hold. */
export function checkPredictions(
  declared: unknown,
  outputs: readonly string[],
): asserts declared is PredictionsDeclaration {
  if (typeof declared !== 'object' || declared === null)
    throw new Error('predictions: an object was expected');
  for (const [name, given] of Object.entries(declared)) {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (part === undefined) {
      throw new Error(`predictions: there is no "${name}", only ${Object.keys(parts).join(', ')}`);
    }
    if (given !== undefined && !part.fits(given))
      throw new Error(`predictions: ${name} is ${inspect(given).slice(0, 200)}; ${part.words}`);
  }
  const { output } = declared as PredictionsDeclaration;
  if (!outputs.includes(output)) throw new Error(`predictions: the stage declares no output "${output}"`);
}

/** Whether it is a name, or one way of making a number from columns. */
export function isScore(given: unknown): given is Score {
  if (isColumn(given)) return true;
  if (typeof given !== 'object' || given === null) return false;
  const [[kind, columns] = ['', null], ...others] = Object.entries(given);
  if (others.length > 0) return false;
  if (kind === 'ratio') return Array.isArray(columns) && columns.length === 2 && columns.every(isColumn);
  return (kind === 'mean' || kind === 'root') && isColumn(columns);
}

function isColumn(given: unknown): boolean {
  return typeof given === 'string' && given !== '' && given.length <= 200;
}

interface Part {
  fits(given: unknown): boolean;
  readonly words: string;
}

const column: Part = { fits: isColumn, words: 'it has to be the name of a column' };

const parts: Readonly<Record<keyof PredictionsDeclaration, Part>> & Readonly<Record<string, Part>> = {
  output: { fits: isColumn, words: 'it has to be the name of an output' },
  actual: column,
  predicted: column,
  target: {
    fits: (given) => given === 'labels' || given === 'numbers',
    words: 'it has to be "labels" or "numbers"',
  },
  probabilities: {
    fits: (given) => typeof given === 'object' && given !== null && Object.values(given).every(isColumn),
    words: 'it has to be the column of each class, by the class',
  },
  key: {
    fits: (given) => Array.isArray(given) && given.length > 0 && given.every(isColumn),
    words: 'it has to be a list of columns',
  },
  group: column,
  date: column,
  horizon: {
    fits: (given) => Number.isInteger(given) && (given as number) >= 1,
    words: 'it has to be a number of dates, at least 1',
  },
  part: column,
};
