import { ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import type { Appended, AppendRead } from './append-read.ts';
import { ask } from './ask-server.ts';
import { makeOrdered } from './settle-order.ts';
import { quoted } from './snapshot-writer.ts';
import { streamRows } from './stream-rows.ts';

/**
 * `check: count`: reads the rows from the last cursor on, less `lag`, and those whose `updatedAt` is from its last
 * value on, less `lag`; they replace rows of the same key. Then the server's number of rows has to be that of the
 * result. What it cannot see: an old row that was edited and has no later `updatedAt`, and as many old rows gone as
 * came late.
 */
export async function readFromCursor(read: AppendRead): Promise<Result<Appended | null, SourceProblem>> {
  const { client, file, table, columns, old, refuse } = read;
  const { connection } = file;
  const { cursor, updatedAt } = table.append;
  const starts: { readonly column: string; readonly from: string; readonly type: string }[] = [];
  for (const column of [cursor, ...(updatedAt === null ? [] : [updatedAt])]) {
    const reader = await connection.runAndReadAll(
      `SELECT (max(${quoted(column)})${lagOf(read, column)})::VARCHAR FROM ${old}`,
    );
    const from = reader.getRows()[0]?.[0];
    if (typeof from !== 'string' || /BC/.test(from)) return refuse(`${column} has no usable last value`);
    const type = columns.find(({ name }) => name === column)?.postgresType ?? 'text';
    starts.push({ column, from, type });
  }
  const tests = starts.map(({ column, from, type }) => `${quoted(column)} >= '${from}'::${type}`);
  const fresh = `${table.name}, what came`;
  const streamed = await streamRows(read, {
    columns,
    query: `SELECT * FROM (${table.query}\n) AS q WHERE ${tests.join(' OR ')}`,
    into: fresh,
    estimatedRows: null,
  });
  if (!streamed.ok) return streamed;
  if (streamed.value.hasNegativeZero) {
    await connection.run(`DROP TABLE ${quoted(fresh)}`);
    return refuse('some number is −0.0 now');
  }
  const key = table.key.map((name) => `o.${quoted(name)} = f.${quoted(name)}`).join(' AND ');
  const relation = `(SELECT * FROM ${old} AS o WHERE ${quoted(cursor)} < '${starts[0]?.from}'
     AND NOT EXISTS (SELECT 1 FROM ${quoted(fresh)} AS f WHERE ${key}) UNION ALL SELECT * FROM ${quoted(fresh)})`;
  const counted = await ask<{ rows: string }>(
    client,
    `SELECT count(*)::text AS rows FROM (${table.query}\n) AS q`,
  );
  const reader = await connection.runAndReadAll(`SELECT count(*)::VARCHAR FROM ${relation}`);
  const [here, there] = [String(reader.getRows()[0]?.[0]), counted.rows[0]?.rows ?? '0'];
  if (here !== there) {
    await connection.run(`DROP TABLE ${quoted(fresh)}`);
    return refuse(`the server has ${there} rows where there should be ${here}`);
  }
  const ordered = await makeOrdered(file, table, { relation, columns });
  await connection.run(`DROP TABLE ${quoted(fresh)}`);
  return ok({ ...ordered, rowsRead: streamed.value.rows, bytesRead: streamed.value.bytes, blocks: null });
}

/** How far before the last value to begin, as DuckDB subtracts it: a time from times, a number from numbers. */
function lagOf({ table, columns }: AppendRead, column: string): string {
  const { lag, lagMs } = table.append;
  const kind = columns.find(({ name }) => name === column)?.type.kind ?? '';
  const isTime = ['date', 'timestamp', 'timestamptz'].includes(kind);
  if (isTime) return lagMs === null ? '' : ` - INTERVAL '${lagMs} milliseconds'`;
  return lag === null ? '' : ` - ${lag}`;
}
