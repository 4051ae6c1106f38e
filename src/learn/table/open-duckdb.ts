import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Opens a DuckDB in memory for the files in `paths`. One thread, so that sums and unordered rows come out the
 * same each time; UTC; no extension is loaded or installed. Until `confine` is called, a caller may attach a
 * database; text from elsewhere (a query of the user's) belongs after it.
 */
export async function openDuckDB(paths: readonly string[]): Promise<ConfinedDuckDB> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  return {
    connection,
    async confine() {
      const found = await connection.runAndReadAll(`SELECT current_setting('enable_external_access')`);
      // In a stage's process it is confined from the start, to what the stage declares.
      if (found.getRows()[0]?.[0] !== false) {
        await connection.run(`SET allowed_paths = [${paths.map(sqlText).join(', ')}]`);
        await connection.run('SET enable_external_access = false');
      }
      await connection.run('SET lock_configuration = true');
    },
    [Symbol.dispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** An in-memory DuckDB that can reach only the files it was opened for; disposing of it closes it. */
export interface ConfinedDuckDB extends Disposable {
  readonly connection: DuckDBConnection;
  /** Ends the set-up: no other file, no extension, no setting can be reached from now on. */
  confine(): Promise<void>;
}

/** A text literal of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A quoted name of SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
