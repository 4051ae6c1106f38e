import type { Client } from 'pg';
import type { KeptSnapshot } from './read-snapshot-info.ts';
import type { SnapshotFile } from './snapshot-writer.ts';
import type { ResolvedSource, TableSpec } from './source-spec.ts';

export interface ExtractOptions {
  readonly source: ResolvedSource;
  readonly tables: readonly TableSpec[];
  /** The file to write. It appears whole, or not at all. */
  readonly outputPath: string;
  /** The earlier snapshot: kept where the content is the same, and the base of incremental reads. */
  readonly previousPath?: string | null;
  /** Take columns that were added, removed or retyped since the earlier snapshot; else they are a problem. */
  readonly acceptsSchemaChange?: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: ExtractProgress): void;
  readonly log?: { info(message: string): void; warn(message: string): void };
  /** The pause before the first new attempt; it doubles with each. */
  readonly backoffMs?: number;
}

interface ExtractProgress {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** The planner's estimate of all rows of the table; null where it has none. */
  readonly estimatedRows: number | null;
  /** Seconds since the table was begun. */
  readonly seconds: number;
}

/** Where one attempt stands; what an error is depends on it. */
export interface AttemptState {
  table: string | null;
  query: string | null;
  /** How far into the text that was sent last the query begins. */
  queryOffset: number;
  rows: number;
}

export interface ReadOptions extends ExtractOptions {
  /** A folder for this extraction's files. */
  readonly working: string;
  readonly previous: KeptSnapshot | null;
  /** What DuckDB may take. */
  readonly memoryMb: number;
}

/** What reading one table needs. */
export interface TableRead {
  readonly client: Client;
  readonly file: SnapshotFile;
  readonly table: TableSpec;
  readonly state: AttemptState;
  readonly options: ReadOptions;
}
