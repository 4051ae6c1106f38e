import { randomFrom } from '../../base/random.ts';
import type { NumericColumn, TextColumn } from '../columns.ts';
import { checkFractions, type Fractions } from './chronological-split.ts';
import { type Part, type Split, USED_PARTS } from './split.ts';

/**
 * Splits rows at random so that each class is in each part in proportion. Decided by the seed, the labels and
 * their order. For rows that follow each other in time this is the wrong split, and says so: neighbours share
 * their past and their label's interval, so that a score on the test part is a memory, not a forecast.
 *
 * Throws where a part would be left empty.
 */
export function stratifiedRandom(options: StratifiedRandomOptions): Split {
  const { label, seed, time, onWarning } = options;
  const fractions = checkFractions(options.fractions);
  if (time !== undefined && time.length !== label.length) {
    throw new Error(`\`time\` has ${time.length} rows, \`label\` has ${label.length}`);
  }
  const rowsOfClass = new Map<string, number[]>();
  for (const [row, name] of label.entries()) {
    if (name === null) continue;
    const rows = rowsOfClass.get(name);
    if (rows === undefined) rowsOfClass.set(name, [row]);
    else rows.push(row);
  }
  const part = new Array<Part | null>(label.length).fill(null);
  const classes = [...rowsOfClass.keys()].sort();
  for (const [stream, name] of classes.entries()) {
    const rows = shuffled(rowsOfClass.get(name) ?? [], randomFrom(seed, stream));
    let share = 0;
    let from = 0;
    for (const used of USED_PARTS) {
      share += fractions[used];
      const to = Math.min(Math.round(share * rows.length), rows.length);
      for (let i = from; i < to; i++) part[rows[i]!] = used;
      from = to;
    }
  }
  for (const used of USED_PARTS) {
    if (fractions[used] > 0 && !part.includes(used)) {
      throw new Error(`the ${used} part would be empty: there are ${label.length} rows`);
    }
  }
  const warnings = time === undefined ? [] : [WARNING];
  for (const warning of warnings) onWarning?.(warning);
  return {
    row: Int32Array.from(label, (_, row) => row),
    fold: new Int32Array(label.length),
    part,
    bounds: [],
    warnings,
  };
}

export interface StratifiedRandomOptions {
  /** The class of each row; null for a row without a label, which gets no part. */
  readonly label: TextColumn;
  readonly fractions: Fractions;
  readonly seed: number;
  /** The instant of each row, epoch milliseconds, where rows have one: then the split comes with a warning. */
  readonly time?: NumericColumn;
  readonly onWarning?: (warning: string) => void;
}

const WARNING =
  'RANDOM SPLIT OF DATED ROWS: training rows surround each test row in time, so scores on this split are too ' +
  'good and say nothing of the future; use chronologicalSplit or walkForward';

/** Fisher and Yates's shuffle, in place. */
function shuffled(rows: number[], random: () => number): number[] {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows;
}
