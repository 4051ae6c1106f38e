import type { Digest } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { askBlocks, type Block, blockSize, chooseBounds, writeBlocks } from './append-blocks.ts';
import type { Appended } from './append-read.ts';
import { duckdbType } from './carried-type.ts';
import { checkTable, schemaChanges } from './check-table.ts';
import type { Column } from './copy-decoder.ts';
import { describeColumns, describePrefix } from './describe-columns.ts';
import { explainPrefix, explainQuery } from './explain-query.ts';
import type { TableRead } from './extract-options.ts';
import { readAppended } from './read-appended.ts';
import { readComments } from './read-comments.ts';
import { acceptOrdered, makeOrdered } from './settle-order.ts';
import type { TableInfo } from './snapshot-info.ts';
import { quoted, type SnapshotFile } from './snapshot-writer.ts';
import type { TableSpec } from './source-spec.ts';
import { streamRows } from './stream-rows.ts';

/** Reads one table into the file, in the order of its key, and says what was read. */
export async function readTable(read: TableRead): Promise<
  Result<
    {
      readonly info: TableInfo;
      readonly isRepeatable: boolean;
      readonly plan: Digest;
      readonly columns: readonly Column[];
    },
    SourceProblem
  >
> {
  const { client, file, table, state, options } = read;
  // 1. What the columns are, and whether they still are what they were.
  Object.assign(state, {
    table: table.name,
    query: table.query,
    rows: 0,
    queryOffset: describePrefix.length,
  });
  const described = await describeColumns(client, table);
  if (!described.ok) return described;
  const columns = described.value;
  const checked = checkTable(table, columns);
  if (!checked.ok) return checked;
  const named = columns.map((c) => ({
    name: c.name,
    postgresType: c.postgresType,
    duckdbType: duckdbType(c.type),
  }));
  const earlier = options.previous?.info.tables.find(({ name }) => name === table.name);
  const changes = earlier?.query === table.query ? schemaChanges(earlier, named) : [];
  if (changes.length > 0 && options.acceptsSchemaChange !== true) {
    return err({ kind: 'schema-changed', table: table.name, changes });
  }
  state.queryOffset = explainPrefix.length;
  const explained = await explainQuery(client, table.query);
  // 2. The rows: those that were appended, where that will do, else all.
  let appended: Appended | null = null;
  if (
    earlier !== undefined &&
    options.previous !== null &&
    changes.length === 0 &&
    isAppendOf(table, { earlier, columns: named })
  ) {
    const previousPath = options.previous.path;
    const tried = await readAppended(read, { earlier, columns, previousPath });
    if (!tried.ok) return tried;
    appended = tried.value;
  }
  let rows = appended;
  if (rows === null) {
    const all = await readAll(read, columns, explained.estimatedRows);
    if (!all.ok) return all;
    rows = all.value;
  }
  // 3. What they are.
  const count = await countRows(file, table);
  if (count === 0 && !table.allowEmpty) return err({ kind: 'zero-rows', table: table.name });
  const accepted = await acceptOrdered(file, table, rows);
  if (!accepted.ok) return accepted;
  const { digest, columns: digests } = accepted.value;
  if (table.append?.check === 'content') await keepBlocks(read, { columns, count, blocks: rows.blocks });
  const info: TableInfo = {
    name: table.name,
    query: table.query,
    key: table.key,
    append: table.append?.cursor ?? null,
    rows: count,
    content: digest,
    columns: named.map((column, index) => ({ ...column, content: digests[index] as Digest })),
    times: await readTimes(file, table),
    ...(file.plainTables.has(table.name) ? { hasNegativeZero: true } : {}),
    comments: await readComments(client, explained.relations),
    read: appended === null ? 'full' : 'incremental',
    rowsRead: rows.rowsRead,
    bytesRead: rows.bytesRead,
  };
  return ok({ info, isRepeatable: explained.unrepeatable === null, plan: explained.digest, columns });
}

/** Whether the earlier snapshot has what a read of appended rows builds on. */
function isAppendOf(
  table: TableSpec,
  {
    earlier,
    columns,
  }: { readonly earlier: TableInfo; readonly columns: readonly { readonly duckdbType: string }[] },
): boolean {
  return (
    table.append !== null &&
    table.key.length > 0 &&
    earlier.rows > 0 &&
    earlier.query === table.query &&
    earlier.append === table.append.cursor &&
    earlier.hasNegativeZero !== true &&
    earlier.columns.every(({ duckdbType }, index) => duckdbType === columns[index]?.duckdbType)
  );
}

async function readAll(
  read: TableRead,
  columns: readonly Column[],
  estimatedRows: number | null,
): Promise<Result<Appended, SourceProblem>> {
  const { file, table } = read;
  const { connection } = file;
  const streamed = await streamRows(read, { columns, query: table.query, into: table.name, estimatedRows });
  if (!streamed.ok) return streamed;
  if (streamed.value.hasNegativeZero && !file.plainTables.has(table.name)) {
    file.plainTables.add(table.name);
    await connection.run(`DROP TABLE ${quoted(table.name)}`);
    return await readAll(read, columns, estimatedRows);
  }
  const { content, order, rows, bytes } = streamed.value;
  const counts = { rowsRead: rows, bytesRead: bytes, blocks: null };
  if (order.kind !== 'unordered') return ok({ content, order, ...counts });
  const arrived = quoted(`${table.name} as it arrived`);
  await connection.run(`ALTER TABLE ${quoted(table.name)} RENAME TO ${arrived}`);
  const ordered = await makeOrdered(file, table, { relation: arrived, columns });
  await connection.run(`DROP TABLE ${arrived}`);
  return ok({ ...ordered, ...counts });
}

/** Keeps what the next snapshot compares, and asks for it where all rows were read. */
async function keepBlocks(
  { client, file, table }: TableRead,
  known: {
    readonly columns: readonly Column[];
    readonly count: number;
    readonly blocks: readonly Block[] | null;
  },
): Promise<void> {
  const { append } = table;
  if (append === null) return;
  let { blocks } = known;
  if (blocks === null) {
    const from = {
      relation: quoted(table.name),
      cursor: append.cursor,
      from: null,
      size: blockSize(known.count),
    };
    const bounds = await chooseBounds(file.connection, from);
    if (bounds.some((bound) => /BC/.test(bound))) return;
    const { columns } = known;
    blocks = await askBlocks(client, { table: { ...table, append }, columns, bounds, from: null });
  }
  if (blocks !== null) await writeBlocks(file.connection, { table: table.name, blocks });
}

async function countRows(file: SnapshotFile, table: TableSpec): Promise<number> {
  const reader = await file.connection.runAndReadAll(`SELECT count(*) FROM ${quoted(table.name)}`);
  return Number(reader.getRows()[0]?.[0]);
}

async function readTimes(file: SnapshotFile, table: TableSpec): Promise<TableInfo['times']> {
  const times: Record<string, { min: string; max: string } | null> = {};
  for (const name of table.time) {
    const reader = await file.connection.runAndReadAll(
      `SELECT min(${quoted(name)})::VARCHAR, max(${quoted(name)})::VARCHAR FROM ${quoted(table.name)}`,
    );
    const [min, max] = reader.getRows()[0] ?? [];
    times[name] = typeof min === 'string' && typeof max === 'string' ? { min, max } : null;
  }
  return times;
}
