import { randomFrom } from '../../base/random.ts';
import type { NumericColumn, TextColumn } from '../columns.ts';
import { checkFractions, type Fractions } from './chronological-split.ts';
import { groupsInSeveralParts } from './groups-in-several-parts.ts';
import { rowsByName } from './rows-by-name.ts';
import { shuffled } from './shuffled.ts';
import { type Part, type Split, USED_PARTS } from './split.ts';

/**
 * Splits rows at random so that each class is in each part in proportion, as nearly as whole rows allow: what
 * one class's share leaves over is carried to the next, so that the parts as wholes have their fractions. Decided
 * by the seed, the labels and their order. For rows that follow each other in time this is the wrong split, and
 * says so: neighbours share their past and their label's interval, so that a score on the test part is a memory,
 * not a forecast. So does a group in several parts, where `group` is given: `groupSplit` keeps groups whole.
 *
 * Throws where a part would be left empty.
 */
export function stratifiedRandom(options: StratifiedRandomOptions): Split {
  const { label, seed, time, group, onWarning } = options;
  const fractions = checkFractions(options.fractions);
  for (const [name, column] of Object.entries({ time, group })) {
    if (column !== undefined && column.length !== label.length) {
      throw new Error(`\`${name}\` has ${column.length} rows, \`label\` has ${label.length}`);
    }
  }
  const part = new Array<Part | null>(label.length).fill(null);
  const owed = { train: 0, validation: 0, test: 0 };
  const rowsOfClass = rowsByName(label);
  for (const [stream, name] of [...rowsOfClass.keys()].sort().entries()) {
    const rows = shuffled(rowsOfClass.get(name)!, randomFrom(seed, stream));
    for (const used of USED_PARTS) owed[used] += fractions[used] * rows.length;
    // Whole rows first, then one each to those that are owed most of one.
    const counts = USED_PARTS.map((used) => Math.max(0, Math.floor(owed[used] + 1e-9)));
    let left = rows.length - counts.reduce((sum, count) => sum + count, 0);
    for (; left < 0; left++) counts[counts.indexOf(Math.max(...counts))]!--;
    const rest = USED_PARTS.map((used, p) => ({ p, rest: owed[used] - counts[p]! }));
    rest.sort((a, b) => b.rest - a.rest || a.p - b.p);
    for (let i = 0; left > 0; i = (i + 1) % rest.length) {
      if (fractions[USED_PARTS[rest[i]!.p]!] === 0) continue;
      counts[rest[i]!.p]!++;
      left--;
    }
    let from = 0;
    for (const [p, used] of USED_PARTS.entries()) {
      owed[used] -= counts[p]!;
      for (let i = from; i < from + counts[p]!; i++) part[rows[i]!] = used;
      from += counts[p]!;
    }
  }
  for (const used of USED_PARTS) {
    if (fractions[used] > 0 && !part.includes(used)) {
      throw new Error(`the ${used} part would be empty: there are ${label.length} rows`);
    }
  }
  const shared = group === undefined ? [] : groupsInSeveralParts(part, group);
  const warnings = [
    ...(time === undefined ? [] : [WARNING]),
    ...(shared.length === 0
      ? []
      : [
          `GROUPS IN SEVERAL PARTS: ${shared.length}, such as "${shared[0]}"; a score on the test part is partly a ` +
            'memory of its group, use groupSplit',
        ]),
  ];
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
  /** What rows belong together (a patient, a household), where they do: then groups torn apart are told. */
  readonly group?: TextColumn;
  readonly onWarning?: (warning: string) => void;
}

const WARNING =
  'RANDOM SPLIT OF DATED ROWS: training rows surround each test row in time, so scores on this split are too ' +
  'good and say nothing of the future; use chronologicalSplit or walkForward';
