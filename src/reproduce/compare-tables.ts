import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB, sqlName, sqlText } from '../learn/table/open-duckdb.ts';
import type { OutputDifference } from '../model/output-difference.ts';
import type { OutputFormat } from '../model/stage.ts';
import { type Compared, firstOf } from './compare-numbers.ts';

const number = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/;

/**
 * Two tables, or two databases of tables, row by row in the order that they stand in: the first column that
 * differs, with the largest distance in it. DuckDB reads them, so that neither has to fit into memory.
 */
export async function compareTables(
  format: OutputFormat,
  [recorded, made]: readonly [string, string],
): Promise<Compared | null> {
  using opened = await openDuckDB([recorded, made]);
  const { connection } = opened;
  if (format === 'duckdb') return firstOf(await compareDatabases(connection, [recorded, made]));
  const read = (path: string) =>
    format === 'csv' ? `read_csv(${sqlText(path)})` : `read_parquet(${sqlText(path)})`;
  return firstOf(await compareRelations(connection, { prefix: '', relations: [read(recorded), read(made)] }));
}

async function compareDatabases(
  connection: DuckDBConnection,
  [recorded, made]: readonly [string, string],
): Promise<readonly OutputDifference[]> {
  await connection.run(`ATTACH ${sqlText(recorded)} AS recorded (READ_ONLY)`);
  await connection.run(`ATTACH ${sqlText(made)} AS made (READ_ONLY)`);
  const tables = async (database: string) => {
    const found = await connection.runAndReadAll(
      `SELECT schema_name, table_name FROM duckdb_tables()
       WHERE database_name = '${database}' AND schema_name <> 'labbook' ORDER BY ALL`,
    );
    return found.getRows().map(([schema, table]) => `${sqlName(String(schema))}.${sqlName(String(table))}`);
  };
  const [before, after] = [await tables('recorded'), await tables('made')];
  const missing = before.find((table) => !after.includes(table));
  if (missing !== undefined) {
    return [{ kind: 'shape', of: 'rows', name: missing, recorded: 'a table', made: 'missing' }];
  }
  const found: OutputDifference[] = [];
  for (const table of before) {
    const relations = [`recorded.${table}`, `made.${table}`] as const;
    found.push(...(await compareRelations(connection, { prefix: `${table}.`, relations })));
  }
  const added = after.find((table) => !before.includes(table));
  if (added === undefined) return found;
  return [...found, { kind: 'shape', of: 'rows', name: added, recorded: 'missing', made: 'a table' }];
}

async function compareRelations(
  connection: DuckDBConnection,
  { prefix, relations }: { prefix: string; relations: readonly [string, string] },
): Promise<readonly OutputDifference[]> {
  const [columns, others] = await Promise.all(relations.map((one) => columnsOf(connection, one)));
  if (columns === undefined || others === undefined) throw new Error('two relations are compared');
  for (const name of new Set([...columns.keys(), ...others.keys()])) {
    const [before, after] = [columns.get(name) ?? 'missing', others.get(name) ?? 'missing'];
    if (before !== after) {
      return [{ kind: 'shape', of: 'column', name: `${prefix}${name}`, recorded: before, made: after }];
    }
  }
  const [rows, otherRows] = await Promise.all(relations.map((one) => rowsOf(connection, one)));
  if (rows !== otherRows) {
    const name = prefix.replace(/\.$/, '');
    return [{ kind: 'shape', of: 'rows', name, recorded: `${rows}`, made: `${otherRows}` }];
  }
  // Side by side, by position: a table's order is part of it.
  const numbered = (one: string) => `(SELECT *, row_number() OVER () AS labbook_row FROM ${one})`;
  const joined = `${numbered(relations[0])} a JOIN ${numbered(relations[1])} b USING (labbook_row)`;
  const found: OutputDifference[] = [];
  for (const [name, type] of columns) {
    const [a, b] = [`a.${sqlName(name)}`, `b.${sqlName(name)}`];
    const isNumber = number.test(type);
    const distance = isNumber ? `max(abs(${a}::DOUBLE - ${b}::DOUBLE))` : 'NULL';
    // One side alone is null or no number: there is no distance.
    const bare = isNumber
      ? `count(*) FILTER (WHERE (${a} IS NULL) <> (${b} IS NULL) OR NOT isfinite(${a}::DOUBLE - ${b}::DOUBLE))`
      : '0';
    const read = await connection.runAndReadAll(
      `SELECT count(*), ${distance}, ${bare}, first(${a}::VARCHAR ORDER BY labbook_row), first(${b}::VARCHAR ORDER BY labbook_row)
       FROM ${joined} WHERE ${a} IS DISTINCT FROM ${b}`,
    );
    const [count, largest, unequal, before, after] = read.getRows()[0] ?? [];
    if (Number(count) === 0) continue;
    const of = { of: 'column', name: `${prefix}${name}` } as const;
    found.push(
      isNumber && Number(unequal) === 0
        ? { kind: 'numbers', ...of, largest: Number(largest), count: Number(count), total: rows ?? 0 }
        : { kind: 'value', ...of, recorded: textOf(before), made: textOf(after) },
    );
  }
  return found;
}

async function columnsOf(
  connection: DuckDBConnection,
  relation: string,
): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`);
  return new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
}

async function rowsOf(connection: DuckDBConnection, relation: string): Promise<number> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${relation}`);
  return Number(counted.getRows()[0]?.[0] ?? 0);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
