/** How reading a source went wrong. Facts only; `describeSourceProblem` has the words. No fact is a secret. */
export type SourceProblem =
  // Reaching the server
  | { readonly kind: 'bad-connection'; readonly reason: string }
  | { readonly kind: 'server-down'; readonly server: string; readonly reason: string }
  | { readonly kind: 'connect-timeout'; readonly server: string; readonly timeoutMs: number }
  | {
      readonly kind: 'wrong-password';
      readonly server: string;
      readonly role: string;
      readonly isGiven: boolean;
    }
  | { readonly kind: 'role-refused'; readonly server: string; readonly role: string; readonly reason: string }
  | { readonly kind: 'database-missing'; readonly server: string; readonly database: string }
  | { readonly kind: 'too-many-connections'; readonly server: string }
  | { readonly kind: 'tls-required'; readonly server: string }
  | { readonly kind: 'tls-unavailable'; readonly server: string; readonly sslmode: string }
  | { readonly kind: 'certificate-invalid'; readonly server: string; readonly reason: string }
  // While reading
  | {
      readonly kind: 'connection-cut';
      readonly server: string;
      readonly table: string | null;
      readonly rows: number;
    }
  | {
      readonly kind: 'server-restarted';
      readonly server: string;
      readonly table: string | null;
      readonly rows: number;
    }
  | { readonly kind: 'statement-timeout'; readonly table: string | null; readonly timeoutMs: number | null }
  | { readonly kind: 'snapshot-conflict'; readonly table: string | null; readonly reason: string }
  | {
      readonly kind: 'permission-denied';
      readonly table: string | null;
      readonly role: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'query-error';
      readonly table: string | null;
      readonly code: string;
      readonly reason: string;
      readonly hint: string | null;
      /** Line, column and text of the place in the query, where the server named one. */
      readonly at: { readonly line: number; readonly column: number; readonly text: string } | null;
    }
  | { readonly kind: 'cancelled' }
  /** By somebody else: an administrator, or a program that watches. */
  | { readonly kind: 'query-cancelled'; readonly server: string; readonly table: string | null }
  // What was read
  | {
      readonly kind: 'unsupported-type';
      readonly table: string;
      readonly column: string;
      readonly type: string;
    }
  | {
      readonly kind: 'unsupported-value';
      readonly table: string;
      readonly column: string;
      readonly type: string;
      readonly row: number;
      readonly reason: string;
    }
  /** A −0.0 in a part of a table that has but zeros there, which DuckDB keeps as one. */
  | { readonly kind: 'negative-zero'; readonly table: string; readonly column: string }
  /** Numbers without declared bounds that DECIMAL cannot hold: too many digits, or (`special`) not a number. */
  | {
      readonly kind: 'numeric-unbounded';
      readonly table: string;
      readonly column: string;
      readonly type: string;
      readonly digits: number;
      readonly scale: number;
      readonly special: string | null;
    }
  | { readonly kind: 'duplicate-column'; readonly table: string; readonly columns: readonly [string, string] }
  | { readonly kind: 'duplicate-table'; readonly tables: readonly [string, string] }
  | { readonly kind: 'no-columns'; readonly table: string }
  | {
      readonly kind: 'unknown-column';
      readonly table: string;
      readonly column: string;
      readonly use: 'key' | 'time' | 'append' | 'as';
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'unusable-column';
      readonly table: string;
      readonly column: string;
      readonly use: 'key' | 'time' | 'append' | 'as';
      readonly type: string;
    }
  | { readonly kind: 'append-without-key'; readonly table: string; readonly append: string }
  | { readonly kind: 'null-key'; readonly table: string; readonly column: string }
  | {
      readonly kind: 'duplicate-key';
      readonly table: string;
      readonly key: readonly string[];
      readonly values: readonly string[];
    }
  | { readonly kind: 'zero-rows'; readonly table: string }
  | { readonly kind: 'schema-changed'; readonly table: string; readonly changes: readonly SchemaChange[] }
  // Where it is written
  | { readonly kind: 'disk-full'; readonly folder: string }
  | { readonly kind: 'not-writable'; readonly folder: string; readonly reason: string }
  // Seeds and the embedded server
  | { readonly kind: 'embedded-missing'; readonly packages: readonly string[] }
  | { readonly kind: 'seed-failed'; readonly module: string; readonly reason: string }
  /** A seed module asked for a file, or an address, that is not declared for it. */
  | { readonly kind: 'seed-refused'; readonly module: string; readonly resource: string }
  | { readonly kind: 'seed-would-overwrite'; readonly server: string; readonly tables: readonly string[] };

export interface SchemaChange {
  readonly kind: 'added' | 'removed' | 'retyped' | 'moved';
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Whether trying again, a little later, may help. */
export function isTransient(problem: SourceProblem): boolean {
  switch (problem.kind) {
    case 'server-down':
    case 'connect-timeout':
    case 'too-many-connections':
    case 'connection-cut':
    case 'server-restarted':
    case 'snapshot-conflict':
    case 'query-cancelled':
      return true;
    default:
      return false;
  }
}
