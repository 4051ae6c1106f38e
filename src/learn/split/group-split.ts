import { randomFrom } from '../../base/random.ts';
import type { TextColumn } from '../columns.ts';
import { checkFractions, type Fractions } from './chronological-split.ts';
import { rowsByName } from './rows-by-name.ts';
import { shuffled } from './shuffled.ts';
import { type Part, type Split, USED_PARTS } from './split.ts';

/**
 * Splits whole groups (patients, households, sites) at random, so that no group has rows in two parts. Groups
 * come in an order that the seed draws, and each goes to the part that lacks most of its share of rows.
 * scikit-learn's GroupShuffleSplit has shares of groups instead, whatever their sizes.
 *
 * Throws where a part would be left empty.
 */
export function groupSplit({ group, fractions, seed }: GroupSplitOptions): Split {
  checkFractions(fractions);
  const rowsOfGroup = rowsByName(group);
  const names = shuffled([...rowsOfGroup.keys()].sort(), randomFrom(seed));
  const total = [...rowsOfGroup.values()].reduce((sum, rows) => sum + rows.length, 0);
  const part = new Array<Part | null>(group.length).fill(null);
  const lacks = { train: 0, validation: 0, test: 0 };
  for (const used of USED_PARTS) lacks[used] = fractions[used] * total;
  for (const name of names) {
    const used = USED_PARTS.reduce((most, other) => (lacks[other] > lacks[most] ? other : most));
    const rows = rowsOfGroup.get(name)!;
    for (const row of rows) part[row] = used;
    lacks[used] -= rows.length;
  }
  for (const used of USED_PARTS) {
    if (fractions[used] > 0 && !part.includes(used)) {
      throw new Error(`the ${used} part would be empty: there are ${names.length} groups`);
    }
  }
  return {
    row: Int32Array.from(group, (_, row) => row),
    fold: new Int32Array(group.length),
    part,
    bounds: [],
    warnings: [],
  };
}

export interface GroupSplitOptions {
  /** What each row belongs to; null for a row that gets no part. */
  readonly group: TextColumn;
  readonly fractions: Fractions;
  readonly seed: number;
}
