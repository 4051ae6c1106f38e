import type { Json } from '../base/json.ts';

/** What a column of an output table holds, for the reader of a report. */
export interface ColumnSummary {
  /** The table, where the file holds several (DuckDB); else an empty text. */
  readonly table: string;
  readonly name: string;
  /** The type as DuckDB names it. */
  readonly type: string;
  readonly nulls: number;
  /** Distinct values; approximate above 10,000 rows. */
  readonly distinct: number;
  /** Smallest and largest value as text or number; null for a column without values. */
  readonly min: Json;
  readonly max: Json;
  /** Counts of at most 20 bins of equal width from `min` to `max`, for numbers and times; else null. */
  readonly histogram: readonly number[] | null;
}
