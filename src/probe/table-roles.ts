import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName } from '../learn/table/open-duckdb.ts';
import { firstRow, type OpenTable, type TableColumn } from './open-tables.ts';

/** Which columns of a table say when, of what, and how far ahead. */
export interface TableRoles {
  /** When a row was true. */
  readonly time: TimeColumn | null;
  /** When it became known, where the table says so. */
  readonly known: TimeColumn | null;
  /** When its label became known: the end of the label's interval. */
  readonly labelEnd: TimeColumn | null;
  /** Columns that look ahead by right, up to `labelEnd`. */
  readonly labels: ReadonlySet<string>;
  /** Columns that together name a row; null where none do. */
  readonly key: readonly string[] | null;
}

interface TimeColumn {
  readonly name: string;
  /** Epoch milliseconds of a row, as SQL over the bare column names. */
  readonly ms: string;
}

/** What the pipeline says of its tables. */
export interface ToldRoles {
  /** Names of time columns that sources have. */
  readonly times: readonly string[];
  /** Names of label columns beside those that read so. */
  readonly labels: readonly string[];
  /** The key, where the source declares one. */
  readonly key?: readonly string[];
}

const timeType = /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;
const integerType = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const numberType = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/;
const timeName = /^(ts|t|time|timestamp|date|datetime|day|at|when|hour|minute|t0)$/i;
const knownName = /^(available|known|published|released)_?(at|on)$/i;
const idName = /(^|_)(id|key|code|no|nr|num|number|index|idx|row|group|fold)$|Id$/;
const labelEndName = /^(t1|label_?end)$/i;
const labelName =
  /^(labels?|targets?|y|outcome|actual|truth|response|t0|t1)$|(^|_)(label|target|outcome|forward|future|next|ahead|fwd)(_|$)/i;

export function isTimeType(type: string): boolean {
  return timeType.test(type);
}

export function isNumberType(type: string): boolean {
  return numberType.test(type);
}

function isIntegerType(type: string): boolean {
  return integerType.test(type);
}

/** Whether a column is called as labels usually are. */
export function readsLikeLabel(name: string): boolean {
  return labelName.test(name);
}

/** Whether a column's values are names of things, and no measures, as far as type and name tell. */
export function namesThings({ name, type }: TableColumn): boolean {
  return type === 'VARCHAR' || type === 'UUID' || (isIntegerType(type) && idName.test(name));
}

/** Finds the roles of a table's columns by their types, their names and what the pipeline says. */
export async function tableRoles(
  connection: DuckDBConnection,
  { table, told }: { readonly table: OpenTable; readonly told: ToldRoles },
): Promise<TableRoles> {
  const { columns } = table;
  const find = async (isWanted: (name: string) => boolean): Promise<TimeColumn | null> => {
    for (const column of columns) {
      const found = isWanted(column.name) ? await asTime(connection, { table, column }) : null;
      if (found !== null) return found;
    }
    return null;
  };
  const [known, labelEnd] = [
    await find((name) => knownName.test(name)),
    await find((name) => labelEndName.test(name)),
  ];
  const isOther = (name: string) => name === known?.name || name === labelEnd?.name || /^t0$/i.test(name);
  const isTyped = (name: string) =>
    isTimeType(columns.find((column) => column.name === name)?.type ?? '') && !isOther(name);
  const time =
    (await find((name) => told.times.includes(name) && !isOther(name))) ??
    (await find(isTyped)) ??
    (await find((name) => timeName.test(name) && !isOther(name))) ??
    (await find((name) => /^t0$/i.test(name)));
  const labels = columns
    .map(({ name }) => name)
    .filter((name) => told.labels.includes(name) || (readsLikeLabel(name) && name !== time?.name));
  return {
    time,
    known,
    labelEnd,
    labels: new Set(labelEnd === null ? told.labels : labels),
    key: told.key ?? (await findKey(connection, { table, time })),
  };
}

/** A column as instants: times as they are, text that reads as times, numbers that can be epoch seconds or milliseconds. */
async function asTime(
  connection: DuckDBConnection,
  { table, column: { name, type, isText } }: { readonly table: OpenTable; readonly column: TableColumn },
): Promise<TimeColumn | null> {
  const quoted = sqlName(name);
  const parsed = `round(epoch(TRY_CAST(${quoted} AS TIMESTAMP)) * 1000)`;
  if (isTimeType(type)) return { name, ms: isText ? parsed : `round(epoch(${quoted}) * 1000)` };
  if (type === 'VARCHAR') {
    const [bad, good] = await firstRow(
      connection,
      `SELECT count(*) FILTER (WHERE ${quoted} IS NOT NULL AND ${parsed} IS NULL), count(${parsed}) FROM ${table.relation}`,
    );
    return Number(bad) === 0 && Number(good) > 0 ? { name, ms: parsed } : null;
  }
  if (!isNumberType(type)) return null;
  const value = `TRY_CAST(${quoted} AS DOUBLE)`;
  const [low, high] = await firstRow(
    connection,
    `SELECT min(abs(${value})), max(abs(${value})) FROM ${table.relation} WHERE isfinite(${value})`,
  );
  if (Number(high) > 1e11 && Number(high) < 1e14) return { name, ms: finite(value) };
  return Number(low) > 1e8 && Number(high) < 1e11 ? { name, ms: finite(`(${value} * 1000)`) } : null;
}

function finite(value: string): string {
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}

/** The smallest set of columns that names each row: the time, one name, both, or the time with two names. */
async function findKey(
  connection: DuckDBConnection,
  { table, time }: { readonly table: OpenTable; readonly time: TimeColumn | null },
): Promise<readonly string[] | null> {
  const others = table.columns.filter(({ name }) => name !== time?.name);
  // A whole number that happens to be another one in each row is a measure, and named last.
  const named = others.filter(namesThings);
  const counts = others.filter((column) => isIntegerType(column.type) && !named.includes(column));
  const names = [...named, ...counts].map(({ name }) => name).slice(0, 12);
  const ends = time === null ? [] : [time.name];
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b, ...ends]));
  const candidates = [
    ...(time === null ? [] : [ends]),
    ...names.map((name) => [name]),
    ...(time === null ? [] : names.map((name) => [name, ...ends])),
    ...(time === null ? [] : pairs),
  ];
  for (const key of candidates) {
    const listed = key.map(sqlName).join(', ');
    const [rows, distinct] = await firstRow(
      connection,
      `SELECT count(*), count(DISTINCT (${listed})) FILTER (WHERE ${key.map((name) => `${sqlName(name)} IS NOT NULL`).join(' AND ')}) FROM ${table.relation}`,
    );
    if (Number(rows) > 0 && rows === distinct) return key;
  }
  return null;
}
