import type { SchemaChange } from './source-problem.ts';

/** What changed from one snapshot to another. */
export interface SnapshotDiff {
  readonly isSame: boolean;
  /** Tables of either, in the order of the later one, those that are gone last. */
  readonly tables: readonly TableDiff[];
}

export interface TableDiff {
  readonly name: string;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** What rows were told apart by; empty: by all their values, so that none counts as changed. */
  readonly key: readonly string[];
  readonly added: number;
  readonly removed: number;
  /** Rows of the same key with another value somewhere. */
  readonly changed: number;
  readonly schema: readonly SchemaChange[];
  /** Columns that both have and whose content differs. */
  readonly columns: readonly ColumnDrift[];
  /** Where a label column was named: how often which label became which, the most frequent first. */
  readonly labelFlips: readonly { readonly from: string; readonly to: string; readonly rows: number }[];
}

export interface ColumnDrift {
  readonly name: string;
  /** Rows of the same key with another value here; null without a key. */
  readonly changed: number | null;
  readonly before: ColumnFacts;
  readonly after: ColumnFacts;
  /** How far the mean moved, in standard deviations of before; null where there is no such number. */
  readonly shift: number | null;
}

export interface ColumnFacts {
  readonly nulls: number;
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
  /** Of numbers; null for other types and where there is none. */
  readonly mean: number | null;
  readonly deviation: number | null;
}
