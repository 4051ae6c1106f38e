import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { ask } from './ask-server.ts';
import type { Column } from './copy-decoder.ts';
import type { TableRead } from './extract-options.ts';
import { makeOrdered, type OrderedContent } from './settle-order.ts';
import type { TableInfo } from './snapshot-info.ts';
import { quoted } from './snapshot-writer.ts';
import { streamRows } from './stream-rows.ts';

export interface Appended extends OrderedContent {
  readonly rowsRead: number;
  readonly bytesRead: number;
}

/** So many of the earlier snapshot's last rows are read again, to see whether they are still the same. */
const overlapRows = 1000;

/**
 * Reads only the end of a table whose `append` column grows: the rows from a little before the earlier
 * snapshot's last value on. The rows before are taken from that snapshot, if the server still has as many of
 * them and the overlap is unchanged; else null, and the reason is logged: then all must be read. A change of
 * an older row that leaves their number as it is goes unseen: `append` promises that there is none.
 */
export async function readAppended(
  read: TableRead,
  from: { readonly earlier: TableInfo; readonly columns: readonly Column[]; readonly previousPath: string },
): Promise<Result<Appended | null, SourceProblem>> {
  const { client, file, table, options } = read;
  const { connection } = file;
  const { earlier, columns } = from;
  const append = quoted(table.append ?? '');
  const refuse = (reason: string) => {
    options.log?.warn(`${table.name}: ${reason}; reading all rows`);
    return ok(null);
  };
  await connection.run(`ATTACH '${from.previousPath.replaceAll("'", "''")}' AS earlier (READ_ONLY)`);
  try {
    const old = `earlier.main.${quoted(table.name)}`;
    const marked = await connection.runAndReadAll(
      `SELECT ${append}::VARCHAR FROM ${old} ORDER BY ${append} DESC NULLS FIRST
       LIMIT 1 OFFSET ${Math.min(overlapRows, earlier.rows) - 1}`,
    );
    const start = marked.getRows()[0]?.[0];
    const type = columns.find(({ name }) => name === table.append)?.postgresType ?? 'text';
    if (typeof start !== 'string' || /BC/.test(start))
      return refuse(`${table.append} has no usable last value`);
    const mark = `'${start}'::${type}`;
    const counted = await ask<{ before: string; nulls: string }>(
      client,
      `SELECT count(*) FILTER (WHERE ${append} < ${mark}) AS before,
              count(*) FILTER (WHERE ${append} IS NULL) AS nulls FROM (${table.query}\n) AS q`,
    );
    const kept = await connection.runAndReadAll(
      `SELECT count(*)::VARCHAR FROM ${old} WHERE ${append} < '${start}'`,
    );
    const { before, nulls } = counted.rows[0] ?? {};
    if (nulls !== '0') return refuse(`${table.append} is NULL in some rows`);
    if (before !== kept.getRows()[0]?.[0]) {
      return refuse(
        `the server has ${before} rows before ${start}, the last snapshot ${kept.getRows()[0]?.[0]}`,
      );
    }
    const fresh = `${table.name} since the last snapshot`;
    const streamed = await streamRows(read, {
      columns,
      query: `SELECT * FROM (${table.query}\n) AS q WHERE ${append} >= ${mark}`,
      into: fresh,
      estimatedRows: null,
    });
    if (!streamed.ok) return err(streamed.error);
    const lost = await connection.runAndReadAll(
      `SELECT count(*) FROM (SELECT * FROM ${old} WHERE ${append} >= '${start}' EXCEPT SELECT * FROM ${quoted(fresh)})`,
    );
    const changed = Number(lost.getRows()[0]?.[0] ?? 0);
    if (changed > 0) {
      await connection.run(`DROP TABLE ${quoted(fresh)}`);
      return refuse(`${changed} rows from ${start} on are not as they were`);
    }
    const relation = `(SELECT * FROM ${old} WHERE ${append} < '${start}' UNION ALL SELECT * FROM ${quoted(fresh)})`;
    const ordered = await makeOrdered(file, table, { relation, columns });
    await connection.run(`DROP TABLE ${quoted(fresh)}`);
    return ok({ ...ordered, rowsRead: streamed.value.rows, bytesRead: streamed.value.bytes });
  } finally {
    await connection.run('DETACH earlier');
  }
}
