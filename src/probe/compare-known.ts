import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName } from '../learn/table/open-duckdb.ts';
import type { LeakageFinding, SourceChange } from '../model/leakage-check.ts';
import type { OutputFormat } from '../model/stage.ts';
import { firstRow, type OpenTable, openTables } from './open-tables.ts';
import { readsLikeLabel, type TableRoles, type ToldRoles, tableRoles } from './table-roles.ts';

/** Which rows of a table were known, as SQL over the column names of one row (`a` or `b`); null where it cannot tell. */
export type Known = (table: OpenTable, roles: TableRoles) => KnownRows | null;

interface KnownRows {
  /** Rows whose every value had to stay, but for labels. */
  readonly rows: string;
  /** Rows whose labels had to stay as well: the same where labels have no interval. */
  readonly labels: string;
}

export interface ComparedKnown {
  /** Rows that had to stay, over all tables of the file; null where no table of it can tell. */
  readonly rows: number | null;
  readonly findings: readonly LeakageFinding[];
}

/** Holds the rows that were known, in the recorded file, against those of the one made now: by key, value by value, byte by byte. */
export async function compareKnown(
  {
    recorded,
    made,
    format,
  }: { readonly recorded: string; readonly made: string; readonly format: OutputFormat },
  how: {
    readonly stage: string;
    readonly output: string;
    readonly change: SourceChange;
    readonly told: ToldRoles;
    readonly known: Known;
  },
): Promise<ComparedKnown> {
  using opened = await openTables([
    { path: recorded, format },
    { path: made, format },
  ]);
  const { connection } = opened;
  const [before = [], after = []] = opened.files;
  const { stage, output, change } = how;
  const findings: LeakageFinding[] = [];
  let rows: number | null = null;
  for (const table of before) {
    const roles = await tableRoles(connection, { table, told: how.told });
    const known = how.known(table, roles);
    if (known === null) continue;
    const other = after.find(({ name, schema }) => name === table.name && schema === table.schema);
    const shape = (one: OpenTable) => JSON.stringify(one.columns.map(({ name, type }) => [name, type]));
    if (other === undefined || (shape(other) !== shape(table) && format !== 'csv')) {
      findings.push({ kind: 'columns', stage, output, change });
      continue;
    }
    const pair = await pairRows(connection, { table, other, key: roles.key, known });
    rows = (rows ?? 0) + pair.rows;
    const at = { stage, output, change };
    findings.push(...(await lostRows(connection, { at, key: pair.key })));
    findings.push(...(await changedValues(connection, { at, table, roles, pair })));
  }
  return { rows, findings };
}

interface Pair {
  /** Rows that had to stay. */
  readonly rows: number;
  /** Columns that name a row in both. */
  readonly key: readonly string[];
}

const position = 'labbook_row';

/**
 * Makes the views `a` (recorded) and `b` (made), each with `labbook_known`, `labbook_labelled` and its key. Where no
 * columns name the rows of both, rows of one place among the known ones are the same row.
 */
async function pairRows(
  connection: DuckDBConnection,
  {
    table,
    other,
    key,
    known,
  }: {
    readonly table: OpenTable;
    readonly other: OpenTable;
    readonly key: readonly string[] | null;
    readonly known: KnownRows;
  },
): Promise<Pair> {
  const view = async (name: string, { relation }: OpenTable) => {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${name} AS
       SELECT *, row_number() OVER (PARTITION BY labbook_known ORDER BY labbook_place) AS ${position} FROM (
         SELECT *, row_number() OVER () AS labbook_place, coalesce(${known.rows}, false) AS labbook_known,
           coalesce(${known.labels}, false) AS labbook_labelled FROM ${relation})`,
    );
    const [count] = await firstRow(
      connection,
      `SELECT count(*) FILTER (WHERE labbook_labelled) FROM ${name}`,
    );
    return Number(count);
  };
  const rows = await view('a', table);
  await view('b', other);
  const listed = key?.map(sqlName).join(', ') ?? '';
  const isKey = async (name: string) => {
    const [all, distinct] = await firstRow(
      connection,
      `SELECT count(*), count(DISTINCT (${listed})) FROM ${name}`,
    );
    return all === distinct;
  };
  const isNamed = key !== null && (await isKey('a')) && (await isKey('b'));
  return { rows, key: isNamed ? key : [position] };
}

interface At {
  readonly stage: string;
  readonly output: string;
  readonly change: SourceChange;
}

/** Rows that were known, labels and all, and are in one of the two alone. */
async function lostRows(
  connection: DuckDBConnection,
  { at, key }: { readonly at: At; readonly key: readonly string[] },
): Promise<readonly LeakageFinding[]> {
  const found: LeakageFinding[] = [];
  for (const [one, other, isLost] of [['a', 'b', true] as const, ['b', 'a', false] as const]) {
    const isSame = key.map((name) => `x.${sqlName(name)} = y.${sqlName(name)}`).join(' AND ');
    // A place among the known rows is told only among these.
    const isKnown = key[0] === position ? ' AND y.labbook_known' : '';
    const [count, row] = await firstRow(
      connection,
      `SELECT count(*), first(${rowText('x', key)} ORDER BY x.labbook_place) FROM ${one} x
       WHERE x.labbook_labelled AND NOT EXISTS (SELECT 1 FROM ${other} y WHERE ${isSame}${isKnown})`,
    );
    if (Number(count) > 0) found.push({ kind: 'row', ...at, row: String(row), isLost, count: Number(count) });
  }
  return found;
}

async function changedValues(
  connection: DuckDBConnection,
  {
    at,
    table,
    roles,
    pair: { key, rows },
  }: { readonly at: At; readonly table: OpenTable; readonly roles: TableRoles; readonly pair: Pair },
): Promise<readonly LeakageFinding[]> {
  const using = key.map(sqlName).join(', ');
  const isKnown = key[0] === position ? 'a.labbook_known AND b.labbook_known' : 'a.labbook_known';
  const found: LeakageFinding[] = [];
  for (const { name } of table.columns) {
    if (key.includes(name)) continue;
    const [before, after] = [`a.${sqlName(name)}::VARCHAR`, `b.${sqlName(name)}::VARCHAR`];
    const isLabel = roles.labels.has(name);
    const [count, row, recorded, made] = await firstRow(
      connection,
      `SELECT count(*), first(${rowText('a', key)} ORDER BY a.labbook_place),
         first(${before} ORDER BY a.labbook_place), first(${after} ORDER BY a.labbook_place)
       FROM a JOIN b USING (${using})
       WHERE ${isKnown}${isLabel ? ' AND a.labbook_labelled' : ''} AND ${before} IS DISTINCT FROM ${after}`,
    );
    if (Number(count) === 0) continue;
    found.push({
      kind: 'value',
      ...at,
      column: name,
      row: String(row),
      recorded: textOf(recorded),
      made: textOf(made),
      count: Number(count),
      rows,
      isBareLabel: roles.labelEnd === null && readsLikeLabel(name),
    });
  }
  return found;
}

/** `symbol A, ts 2015-03-02`, as SQL. */
function rowText(of: string, key: readonly string[]): string {
  if (key[0] === position) return `'row ' || ${of}.labbook_place`;
  return key
    .map((name) => `'${name.replaceAll("'", "''")} ' || coalesce(${of}.${sqlName(name)}::VARCHAR, 'null')`)
    .join(` || ', ' || `);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
