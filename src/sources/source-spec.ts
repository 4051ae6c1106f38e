import type { Connection } from './connection.ts';

/** A source whose connection has been resolved: every default filled in. Holds secrets. */
export interface ResolvedSource {
  /** Its name in pipeline.yaml. */
  readonly id: string;
  readonly connection: Connection;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number | null;
  /** How often a transient failure is tried again. */
  readonly retries: number;
}

/** One table of a snapshot. */
export interface TableSpec {
  /** The table's name in the snapshot. */
  readonly name: string;
  /** What is read: a SELECT without a closing semicolon. */
  readonly query: string;
  /** Columns that name a row; checked to be unique and never NULL. Empty: the rows' order is part of the content. */
  readonly key: readonly string[];
  /** Columns whose smallest and largest value are recorded. */
  readonly time: readonly string[];
  /** How later snapshots read only what changed. Needs a key. */
  readonly append: AppendSpec | null;
  /** How numbers without bounds are carried, by column, where DECIMAL(38) may not do. */
  readonly as: Readonly<Record<string, 'double' | 'text'>>;
  /** Whether no rows at all are a result, not a problem. */
  readonly allowEmpty: boolean;
}

/** How a table that grows is read again. */
export interface AppendSpec {
  /** The column that new rows have the largest values of. */
  readonly cursor: string;
  /** With `check: count`: how far before the last value of cursor and `updatedAt` to begin; of numbers, of times. */
  readonly lag: number | null;
  readonly lagMs: number | null;
  /** With `check: count`: the column that says when a row was last written. */
  readonly updatedAt: string | null;
  /** Whether the server compares the content of every block of rows, or the number of rows alone. */
  readonly check: 'content' | 'count';
}
