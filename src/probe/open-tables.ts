import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB, sqlName, sqlText } from '../learn/table/open-duckdb.ts';
import type { OutputFormat } from '../model/stage.ts';

/** A table of a file, as DuckDB reads it. */
export interface OpenTable {
  /** Empty where the file holds one table without a name. */
  readonly name: string;
  readonly schema: string;
  /** What stands after FROM. */
  readonly relation: string;
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  /** As DuckDB names it. Values of a CSV file stay text, so that no byte of them is lost; this is what they read as. */
  readonly type: string;
  readonly isText: boolean;
}

export interface OpenTables extends Disposable {
  readonly connection: DuckDBConnection;
  /** The tables of each file, in the order given; a file that cannot be read has none. */
  readonly files: readonly (readonly OpenTable[])[];
}

const formats: readonly OutputFormat[] = ['parquet', 'csv', 'duckdb'];

export function isTableFormat(format: OutputFormat): boolean {
  return formats.includes(format);
}

/** Opens the tables of some files side by side. */
export async function openTables(
  files: readonly { readonly path: string; readonly format: OutputFormat }[],
): Promise<OpenTables> {
  const opened = await openDuckDB(files.map(({ path }) => path));
  const { connection } = opened;
  const found: (readonly OpenTable[])[] = [];
  for (const [i, { path, format }] of files.entries()) {
    const tables: OpenTable[] = [];
    for (const { name, schema, relation, sniffed } of await relationsOf(connection, { path, format, i })) {
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sniffed}`);
      const columns = described
        .getRows()
        .map(([column, type]) => ({ name: String(column), type: String(type), isText: format === 'csv' }));
      tables.push({ name, schema, relation, columns });
    }
    found.push(tables);
  }
  return { connection, files: found, [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

async function relationsOf(
  connection: DuckDBConnection,
  { path, format, i }: { readonly path: string; readonly format: OutputFormat; readonly i: number },
): Promise<readonly { name: string; schema: string; relation: string; sniffed: string }[]> {
  const file = sqlText(path);
  const single = (relation: string, sniffed = relation) => [{ name: '', schema: '', relation, sniffed }];
  if (format === 'parquet') return single(`read_parquet(${file})`);
  if (format === 'csv') return single(`read_csv(${file}, all_varchar = true)`, `read_csv(${file})`);
  if (format !== 'duckdb') return [];
  await connection.run(`ATTACH ${file} AS file_${i} (READ_ONLY)`);
  const found = await connection.runAndReadAll(
    `SELECT schema_name, table_name FROM duckdb_tables()
     WHERE database_name = 'file_${i}' AND schema_name <> 'labbook' ORDER BY ALL`,
  );
  return found.getRows().map(([schema, table]) => {
    const relation = `file_${i}.${sqlName(String(schema))}.${sqlName(String(table))}`;
    return { name: String(table), schema: String(schema), relation, sniffed: relation };
  });
}

/** The first row of what a query gives, as plain values. */
export async function firstRow(connection: DuckDBConnection, sql: string): Promise<readonly unknown[]> {
  return (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
}
