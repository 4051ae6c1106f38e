import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnDrift, ColumnFacts, SnapshotDiff, TableDiff } from '../model/snapshot-diff.ts';
import { schemaChanges } from './check-table.ts';
import type { KeptSnapshot } from './read-snapshot-info.ts';
import type { ColumnInfo, TableInfo } from './snapshot-info.ts';
import { quoted } from './snapshot-writer.ts';

/**
 * What changed from one snapshot file to another: rows by the later one's key, columns, schema and, for the
 * tables whose label column is named, labels. Numbers are exact; rows without a key are compared whole.
 */
export async function diffSnapshots(
  { before, after }: { readonly before: KeptSnapshot; readonly after: KeptSnapshot },
  /** Table → its label column. */
  labels: Readonly<Record<string, string>> = {},
): Promise<SnapshotDiff> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' });
  const connection = await instance.connect();
  try {
    for (const [name, { path }] of Object.entries({ before, after })) {
      await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${name} (READ_ONLY)`);
    }
    const tables: TableDiff[] = [];
    for (const table of after.info.tables) {
      const old = before.info.tables.find(({ name }) => name === table.name);
      const label = labels[table.name] ?? null;
      tables.push(
        old === undefined ? oneSided(table, 'added') : await diffTable(connection, { old, table, label }),
      );
    }
    for (const table of before.info.tables) {
      if (!after.info.tables.some(({ name }) => name === table.name)) tables.push(oneSided(table, 'removed'));
    }
    return { isSame: before.info.content === after.info.content, tables };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function oneSided(table: TableInfo, kind: 'added' | 'removed'): TableDiff {
  const isAdded = kind === 'added';
  return {
    name: table.name,
    kind,
    rowsBefore: isAdded ? 0 : table.rows,
    rowsAfter: isAdded ? table.rows : 0,
    key: table.key,
    added: isAdded ? table.rows : 0,
    removed: isAdded ? 0 : table.rows,
    changed: 0,
    schema: [],
    columns: [],
    labelFlips: [],
  };
}

interface Pair {
  readonly old: TableInfo;
  readonly table: TableInfo;
  readonly label: string | null;
}

async function diffTable(connection: DuckDBConnection, { old, table, label }: Pair): Promise<TableDiff> {
  const base = { name: table.name, rowsBefore: old.rows, rowsAfter: table.rows, key: table.key };
  if (old.content === table.content) {
    return {
      ...base,
      kind: 'same',
      added: 0,
      removed: 0,
      changed: 0,
      schema: [],
      columns: [],
      labelFlips: [],
    };
  }
  const shared = table.columns.filter(({ name }) => old.columns.some((column) => column.name === name));
  const isKeyed =
    table.key.length > 0 && table.key.every((name) => shared.some((column) => column.name === name));
  const values = shared.filter(({ name }) => !table.key.includes(name));
  const rows = isKeyed
    ? await diffByKey(connection, table, values)
    : { ...(await diffWhole(connection, table, shared)), perColumn: null };
  const drifted = shared.filter(
    (column) => old.columns.find(({ name }) => name === column.name)?.content !== column.content,
  );
  const columns: ColumnDrift[] = [];
  for (const column of drifted) {
    const changed = rows.perColumn === null ? null : (rows.perColumn.get(column.name) ?? 0);
    columns.push(await driftOf(connection, { table: table.name, column, changed }));
  }
  return {
    ...base,
    kind: 'changed',
    added: rows.added,
    removed: rows.removed,
    changed: rows.changed,
    schema: schemaChanges(old, table.columns),
    columns,
    labelFlips:
      isKeyed && shared.some(({ name }) => name === label) && label !== null
        ? await flipsOf(connection, table, label)
        : [],
  };
}

/** The two tables joined by key; a row that only one has stands with NULLs for the other. */
function joined(table: TableInfo): string {
  const name = quoted(table.name);
  const on = table.key.map((key) => `b.${quoted(key)} = a.${quoted(key)}`).join(' AND ');
  return `before.main.${name} b FULL OUTER JOIN after.main.${name} a ON ${on}`;
}

async function diffByKey(connection: DuckDBConnection, table: TableInfo, values: readonly ColumnInfo[]) {
  const key = quoted(table.key[0] ?? '');
  const isBoth = `a.${key} IS NOT NULL AND b.${key} IS NOT NULL`;
  const differs = values.map(({ name }) => `a.${quoted(name)} IS DISTINCT FROM b.${quoted(name)}`);
  const counts = [
    `count(*) FILTER (b.${key} IS NULL)`,
    `count(*) FILTER (a.${key} IS NULL)`,
    `count(*) FILTER (${isBoth} AND (${differs.length === 0 ? 'false' : differs.join(' OR ')}))`,
    ...differs.map((differ) => `count(*) FILTER (${isBoth} AND ${differ})`),
  ];
  const [added = 0, removed = 0, changed = 0, ...each] = await numbers(
    connection,
    `SELECT ${counts.join(', ')} FROM ${joined(table)}`,
  );
  const perColumn = new Map(values.map(({ name }, index) => [name, each[index] ?? 0]));
  return { added, removed, changed, perColumn };
}

async function diffWhole(connection: DuckDBConnection, table: TableInfo, shared: readonly ColumnInfo[]) {
  const columns = shared.map(({ name }) => quoted(name)).join(', ');
  const rowsOf = (side: string) => `SELECT ${columns} FROM ${side}.main.${quoted(table.name)}`;
  const [added = 0] = await numbers(
    connection,
    `SELECT count(*) FROM (${rowsOf('after')} EXCEPT ALL ${rowsOf('before')})`,
  );
  const [removed = 0] = await numbers(
    connection,
    `SELECT count(*) FROM (${rowsOf('before')} EXCEPT ALL ${rowsOf('after')})`,
  );
  return { added, removed, changed: 0 };
}

async function driftOf(
  connection: DuckDBConnection,
  of: { readonly table: string; readonly column: ColumnInfo; readonly changed: number | null },
): Promise<ColumnDrift> {
  const before = await factsOf(connection, 'before', of);
  const after = await factsOf(connection, 'after', of);
  const isMeasured = before.mean !== null && after.mean !== null && (before.deviation ?? 0) > 0;
  const shift = isMeasured
    ? ((after.mean as number) - (before.mean as number)) / (before.deviation as number)
    : null;
  return { name: of.column.name, changed: of.changed, before, after, shift };
}

const numberTypes = /^(SMALLINT|INTEGER|BIGINT|UINTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;

async function factsOf(
  connection: DuckDBConnection,
  side: 'before' | 'after',
  { table, column }: { readonly table: string; readonly column: ColumnInfo },
): Promise<ColumnFacts> {
  const name = quoted(column.name);
  const finite = `FILTER (isfinite(TRY_CAST(${name} AS DOUBLE)))`;
  // The type may be another on the other side: then it is measured if it can be.
  const isNumber = numberTypes.test(column.duckdbType);
  const measured = isNumber
    ? `avg(TRY_CAST(${name} AS DOUBLE)) ${finite}, stddev_pop(TRY_CAST(${name} AS DOUBLE)) ${finite}`
    : 'NULL, NULL';
  const reader = await connection.runAndReadAll(
    `SELECT (count(*) - count(${name}))::DOUBLE, count(DISTINCT ${name})::DOUBLE,
            min(${name})::VARCHAR, max(${name})::VARCHAR, ${measured} FROM ${side}.main.${quoted(table)}`,
  );
  const [nulls, distinct, min, max, mean, deviation] = reader.getRows()[0] ?? [];
  return {
    nulls: Number(nulls),
    distinct: Number(distinct),
    min: typeof min === 'string' ? min : null,
    max: typeof max === 'string' ? max : null,
    mean: typeof mean === 'number' ? mean : null,
    deviation: typeof deviation === 'number' ? deviation : null,
  };
}

async function flipsOf(
  connection: DuckDBConnection,
  table: TableInfo,
  label: string,
): Promise<TableDiff['labelFlips']> {
  const key = quoted(table.key[0] ?? '');
  const [was, is] = [`b.${quoted(label)}`, `a.${quoted(label)}`];
  const reader = await connection.runAndReadAll(
    `SELECT coalesce(${was}::VARCHAR, 'NULL'), coalesce(${is}::VARCHAR, 'NULL'), count(*)::DOUBLE FROM ${joined(table)}
     WHERE a.${key} IS NOT NULL AND b.${key} IS NOT NULL AND ${was} IS DISTINCT FROM ${is}
     GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
  );
  return reader
    .getRows()
    .map(([from, to, rows]) => ({ from: String(from), to: String(to), rows: Number(rows) }));
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<readonly number[]> {
  return ((await connection.runAndReadAll(sql)).getRows()[0] ?? []).map(Number);
}
