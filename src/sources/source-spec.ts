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
  /** A column that only grows: later snapshots read from the last one's largest value on. Needs a key. */
  readonly append: string | null;
  /** Whether no rows at all are a result, not a problem. */
  readonly allowEmpty: boolean;
}
