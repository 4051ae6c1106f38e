import type { NumericColumn } from '../columns.ts';

/**
 * What a row of a split is for. `purged`: its label's interval reaches into a later part. `embargoed`: it ends
 * within the embargo before one. Neither is used for anything.
 */
export type Part = 'train' | 'validation' | 'test' | 'purged' | 'embargoed';

/** The parts that something is fitted or scored on, in order of time. */
export const USED_PARTS = ['train', 'validation', 'test'] as const;
export type UsedPart = (typeof USED_PARTS)[number];

/** From when to when, in epoch milliseconds, a part's rows stand; both inclusive. */
export interface PartBounds {
  readonly fold: number;
  readonly part: UsedPart;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * A split as a table of (row, fold, part). With one fold it has every row of the source in order, so that `part`
 * stands beside the source's columns. `part` is null for a row that has no label and so no part.
 */
export interface Split {
  readonly row: Int32Array;
  readonly fold: Int32Array;
  readonly part: readonly (Part | null)[];
  /** The cuts, where the split is by time. */
  readonly bounds: readonly PartBounds[];
  /** What a reader has to know before trusting a score on this split. */
  readonly warnings: readonly string[];
}

/** The instant of each row and the interval that its label was made from, all epoch milliseconds. */
export interface LabelTimes {
  /** When the row decides: what cuts are made by. */
  readonly time: NumericColumn;
  /** The beginning of the label's interval; `time` by default. */
  readonly t0?: NumericColumn;
  /** The end of the label's interval; NaN for a row without a label. */
  readonly t1: NumericColumn;
  /** A row is left out if its label ends less than this before a later part; 0 by default. */
  readonly embargoMs?: number;
}

/** The rows of one part of one fold, as row numbers of the source. */
export function rowsOfPart(split: Split, { part, fold = 0 }: { part: Part; fold?: number }): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < split.row.length; i++) {
    if (split.part[i] === part && split.fold[i] === fold) rows.push(split.row[i]!);
  }
  return Int32Array.from(rows);
}
