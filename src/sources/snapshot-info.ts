import type { Digest } from '../base/digest.ts';

/** What is known of a snapshot; it stands in the file too, in the table `labbook.snapshot`. No secrets. */
export interface SnapshotInfo {
  readonly schema: 'labbook.snapshot/1';
  /** Identity of the content: tables, columns, types and rows; not of when and where it was read. */
  readonly content: Digest;
  /** When it was read, as an ISO 8601 instant by the server's clock. */
  readonly takenAt: string;
  readonly server: ServerFacts;
  /** The transaction's snapshot (`pg_current_snapshot()`), and the position of the server's log. */
  readonly snapshotId: string;
  readonly lsn: string | null;
  /** What `probeSource` would have given at that moment; null where a change could not be ruled out. */
  readonly token: string | null;
  /** In the order of pipeline.yaml. */
  readonly tables: readonly TableInfo[];
}

interface ServerFacts {
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly role: string;
  /** Where the names of tables are looked up, in that order; absent in snapshots of before. */
  readonly schemas?: readonly string[];
}

export interface TableInfo {
  readonly name: string;
  readonly query: string;
  readonly key: readonly string[];
  readonly append: string | null;
  readonly rows: number;
  readonly content: Digest;
  readonly columns: readonly ColumnInfo[];
  /** Of the declared time columns; null where the column holds no value. */
  readonly times: Readonly<Record<string, { readonly min: string; readonly max: string } | null>>;
  /** The comments of the tables that the query reads. */
  readonly comments: readonly string[];
  /** That some number is −0.0; it was read back, and still is. */
  readonly hasNegativeZero?: boolean;
  /** Whether every row was read, or just those beyond the last snapshot's. */
  readonly read: 'full' | 'incremental';
  /** Rows and bytes that came over the wire. */
  readonly rowsRead: number;
  readonly bytesRead: number;
}

export interface ColumnInfo {
  readonly name: string;
  readonly postgresType: string;
  readonly duckdbType: string;
  readonly content: Digest;
}

/** What an extraction gives beside the file. */
export interface Extraction {
  readonly info: SnapshotInfo;
  /** Whether the content is that of the earlier snapshot, whose file was kept. */
  readonly isReused: boolean;
  readonly seconds: number;
}
