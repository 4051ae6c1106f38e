import { randomFrom } from '../../base/random.ts';
import type { TextColumn } from '../columns.ts';
import { wholeNumber } from '../features/whole-number.ts';
import { rowsByName } from './rows-by-name.ts';
import { shuffled } from './shuffled.ts';
import type { Part, Split } from './split.ts';

/**
 * Cuts rows into `folds` parts of about equal size at random and makes each the test part once, the others its
 * training rows. With `label` each class is spread evenly over the folds (stratified); with `group` each group
 * stands in one fold whole; with both, whole groups are dealt so that classes are as even as they can be. With
 * `repeats` all of that is done anew so many times, as further folds. Rows that follow each other in time need
 * `walkForward`.
 *
 * Throws where there are fewer rows, or groups, than folds.
 */
export function kFold(options: KFoldOptions): Split {
  const folds = wholeNumber(options.folds, { name: 'folds', least: 2 });
  const repeats = wholeNumber(options.repeats ?? 1, { name: 'repeats', least: 1 });
  const units = unitsOf(options);
  if (units.length < folds) {
    const what = options.group === undefined ? 'rows' : 'groups';
    throw new Error(`${folds} folds need at least as many ${what}; there are ${units.length}`);
  }
  const rows = units.flatMap(({ rows: own }) => own).sort((a, b) => a - b);
  const row: number[] = [];
  const fold: number[] = [];
  const part: Part[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const testedIn = deal(units, { folds, random: randomFrom(options.seed, repeat) });
    for (let f = 0; f < folds; f++) {
      for (const source of rows) {
        row.push(source);
        fold.push(repeat * folds + f);
        part.push(testedIn.get(source) === f ? 'test' : 'train');
      }
    }
  }
  return { row: Int32Array.from(row), fold: Int32Array.from(fold), part, bounds: [], warnings: [] };
}

export interface KFoldOptions {
  /** How many rows there are; not needed where `label` or `group` is given. */
  readonly rows?: number;
  readonly folds: number;
  readonly seed: number;
  /** The class of each row, to be spread evenly; rows of null are left out. */
  readonly label?: TextColumn;
  /** What each row belongs to, to be kept whole; rows of null are left out. */
  readonly group?: TextColumn;
  /** How often all of it is done; 1 by default. */
  readonly repeats?: number;
}

/** Rows that go to a fold together. */
interface Unit {
  readonly rows: readonly number[];
  /** How many rows of each class; one class for all where there are no labels. */
  readonly counts: ReadonlyMap<string, number>;
}

function unitsOf({ rows, label, group }: KFoldOptions): Unit[] {
  const lengths = [label?.length, group?.length, rows].filter((length) => length !== undefined);
  if (lengths.length === 0) throw new Error('give `rows`, `label` or `group`');
  if (new Set(lengths).size > 1)
    throw new Error(`\`rows\`, \`label\` and \`group\` differ: ${lengths.join(', ')}`);
  const classOf = (row: number): string | null => (label === undefined ? '' : (label[row] ?? null));
  const sets =
    group === undefined
      ? Array.from({ length: lengths[0]! }, (_, row) => [row])
      : [...rowsByName(group).values()];
  return sets
    .map((set) => set.filter((row) => classOf(row) !== null))
    .filter((set) => set.length > 0)
    .map((set) => {
      const counts = new Map<string, number>();
      for (const row of set) counts.set(classOf(row)!, (counts.get(classOf(row)!) ?? 0) + 1);
      return { rows: set, counts };
    });
}

/**
 * Deals units to folds, larger ones first and in the seed's order among equals: each to the fold in which its
 * classes are least present, by share of the class; of equals to that with the fewest rows.
 */
function deal(
  units: readonly Unit[],
  { folds, random }: { readonly folds: number; readonly random: () => number },
): Map<number, number> {
  const totals = new Map<string, number>();
  for (const { counts } of units)
    for (const [name, n] of counts) totals.set(name, (totals.get(name) ?? 0) + n);
  const order = shuffled([...units], random).sort((a, b) => b.rows.length - a.rows.length);
  const held = Array.from({ length: folds }, () => ({ rows: 0, counts: new Map<string, number>() }));
  const testedIn = new Map<number, number>();
  for (const unit of order) {
    const crowding = held.map(({ counts }) => {
      let sum = 0;
      for (const [name, n] of unit.counts) sum += (n * (counts.get(name) ?? 0)) / totals.get(name)!;
      return sum;
    });
    let best = 0;
    for (let f = 1; f < folds; f++) {
      const difference = crowding[f]! - crowding[best]!;
      if (difference < 0 || (difference === 0 && held[f]!.rows < held[best]!.rows)) best = f;
    }
    const fold = held[best]!;
    fold.rows += unit.rows.length;
    for (const [name, n] of unit.counts) fold.counts.set(name, (fold.counts.get(name) ?? 0) + n);
    for (const row of unit.rows) testedIn.set(row, best);
  }
  return testedIn;
}
