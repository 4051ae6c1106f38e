import { err, ok, type Result } from '../base/result.ts';
import type { SchemaChange, SourceProblem } from '../model/source-problem.ts';
import { canBeKey } from './carried-type.ts';
import type { Column } from './copy-decoder.ts';
import type { ColumnInfo, TableInfo } from './snapshot-info.ts';
import type { TableSpec } from './source-spec.ts';

const timeKinds = ['date', 'time', 'timestamp', 'timestamptz'];
/** Types whose order, and whose text, Postgres and DuckDB share. */
const appendKinds = ['int2', 'int4', 'int8', 'oid', 'decimal', 'date', 'timestamp', 'timestamptz'];

const asKinds = ['numeric-text', 'numeric-double', 'list'];

/** Whether the columns that a table's key, time and append name are there, and of use for that. */
export function checkTable(table: TableSpec, columns: readonly Column[]): Result<null, SourceProblem> {
  if (columns.length === 0) return err({ kind: 'no-columns', table: table.name });
  if (table.append !== null && table.key.length === 0) {
    return err({ kind: 'append-without-key', table: table.name, append: table.append.cursor });
  }
  const wanted = [
    ...table.key.map((column) => ({ column, use: 'key' as const })),
    ...table.time.map((column) => ({ column, use: 'time' as const })),
    ...Object.keys(table.as).map((column) => ({ column, use: 'as' as const })),
    ...(table.append === null
      ? []
      : [table.append.cursor, table.append.updatedAt].flatMap((column) =>
          column === null ? [] : [{ column, use: 'append' as const }],
        )),
  ];
  for (const { column, use } of wanted) {
    const found = columns.find(({ name }) => name === column);
    if (found === undefined) {
      return err({
        kind: 'unknown-column',
        table: table.name,
        column,
        use,
        columns: columns.map((c) => c.name),
      });
    }
    const { kind } = found.type;
    const isUsable =
      use === 'key'
        ? canBeKey(found.type)
        : { time: timeKinds, append: appendKinds, as: asKinds }[use].includes(kind);
    if (!isUsable) {
      return err({ kind: 'unusable-column', table: table.name, column, use, type: found.postgresType });
    }
  }
  return ok(null);
}

/** Numbers without declared bounds have as many decimals as the rows need. */
function isSameType(before: ColumnInfo, after: Omit<ColumnInfo, 'content'>): boolean {
  if (before.duckdbType === after.duckdbType) return true;
  const isMeasured = ({ postgresType, duckdbType }: Omit<ColumnInfo, 'content'>) =>
    /^numeric(\[\])?$/.test(postgresType) && duckdbType.startsWith('DECIMAL(38,');
  return isMeasured(before) && isMeasured(after);
}

/**
 * How the columns differ from those of the earlier snapshot. Only asked where the query's text is the same:
 * then it was the database that changed.
 */
export function schemaChanges(
  before: TableInfo,
  columns: readonly Omit<ColumnInfo, 'content'>[],
): SchemaChange[] {
  const changes: SchemaChange[] = [];
  const old = new Map(before.columns.map((column) => [column.name, column]));
  for (const column of columns) {
    const was = old.get(column.name);
    if (was === undefined) {
      changes.push({ kind: 'added', column: column.name, before: null, after: column.postgresType });
    } else if (was.postgresType !== column.postgresType || !isSameType(was, column)) {
      const isNamed = was.postgresType !== column.postgresType;
      changes.push({
        kind: 'retyped',
        column: column.name,
        before: isNamed ? was.postgresType : was.duckdbType,
        after: isNamed ? column.postgresType : column.duckdbType,
      });
    }
    old.delete(column.name);
  }
  for (const column of old.values()) {
    changes.push({ kind: 'removed', column: column.name, before: column.postgresType, after: null });
  }
  if (changes.length > 0) return changes;
  for (const [index, column] of columns.entries()) {
    const there = before.columns[index]?.name ?? null;
    if (there !== column.name)
      changes.push({ kind: 'moved', column: column.name, before: there, after: null });
  }
  return changes;
}
