import { err, ok, type Result } from '../base/result.ts';

/** What the `seed` function of a seed module is given. All it does happens in one transaction. */
export interface SeedClient {
  query(sql: string, params?: readonly unknown[]): Promise<{ readonly rows: readonly object[] }>;
  /** Loads rows of text: `COPY market_data FROM STDIN (FORMAT csv)` and the chunks of the CSV. */
  copyFrom(sql: string, chunks: SeedChunks): Promise<void>;
}

export type SeedChunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** What a seed module exports. */
export interface SeedModule {
  /** The tables that `seed` makes, with their schema where it is not the first of the search path. */
  readonly tables: readonly string[];
  /** Makes the tables, which are not there yet, and fills them. The rows must be the same at each run. */
  readonly seed: (client: SeedClient) => Promise<void>;
}

/** Marks a table as one that a seed made, so that the next seed may replace it. */
const mark = '(labbook seed)';

/**
 * Runs a seed in one transaction. The module's tables are dropped first; those that hold something a seed did
 * not make are given back as an error, and nothing is touched, unless `isForced`. Rejects with the error of
 * the database or of the module.
 */
export async function runSeed(
  client: SeedClient,
  seed: { readonly module: SeedModule; readonly isForced: boolean },
): Promise<Result<readonly string[], { readonly foreignTables: readonly string[] }>> {
  const { tables } = seed.module;
  await client.query('BEGIN');
  const foreignTables: string[] = [];
  for (const table of tables) {
    const comment = await commentOf(client, table);
    if (comment.isFound && !comment.text.includes(mark)) foreignTables.push(table);
  }
  if (foreignTables.length > 0 && !seed.isForced) {
    await client.query('ROLLBACK');
    return err({ foreignTables });
  }
  for (const table of tables) await client.query(`DROP TABLE IF EXISTS ${quotedTable(table)}`);
  await seed.module.seed(client);
  for (const table of tables) {
    const { text } = await commentOf(client, table);
    const marked = text === '' ? mark : `${text} ${mark}`;
    await client.query(`COMMENT ON TABLE ${quotedTable(table)} IS '${marked.replaceAll("'", "''")}'`);
  }
  await client.query('COMMIT');
  return ok(tables);
}

async function commentOf(client: SeedClient, table: string): Promise<{ isFound: boolean; text: string }> {
  const { rows } = await client.query(
    `SELECT to_regclass($1) IS NOT NULL AS found, obj_description(to_regclass($1), 'pg_class') AS comment`,
    [quotedTable(table)],
  );
  const row = rows[0] as { found: boolean; comment: string | null };
  return { isFound: row.found, text: row.comment ?? '' };
}

function quotedTable(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
