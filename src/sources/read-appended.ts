import { ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { askBlocks, type Block, blockSize, chooseBounds, readBlocks } from './append-blocks.ts';
import type { Appended, AppendRead } from './append-read.ts';
import type { Column } from './copy-decoder.ts';
import type { TableRead } from './extract-options.ts';
import { readFromCursor } from './read-from-cursor.ts';
import { makeOrdered } from './settle-order.ts';
import type { TableInfo } from './snapshot-info.ts';
import { quoted } from './snapshot-writer.ts';
import { streamRows } from './stream-rows.ts';

/**
 * Reads only what changed of a table whose `append` cursor grows, and takes the other rows from the earlier snapshot;
 * null, with the reason logged, where all must be read. With `check: content` the server compares every block of rows
 * with what it was: edited, deleted and late rows are found wherever they are. `check: count` asks for less, and sees
 * less: `readFromCursor` says what.
 */
export async function readAppended(
  read: TableRead,
  from: { readonly earlier: TableInfo; readonly columns: readonly Column[]; readonly previousPath: string },
): Promise<Result<Appended | null, SourceProblem>> {
  const { file, table, options } = read;
  if (table.append === null) return ok(null);
  const given: AppendRead = {
    ...read,
    table: { ...table, append: table.append },
    ...from,
    old: `earlier.main.${quoted(table.name)}`,
    refuse: (reason) => {
      options.log?.warn(`${table.name}: ${reason}; reading all rows`);
      return ok(null);
    },
  };
  await file.connection.run(`ATTACH '${from.previousPath.replaceAll("'", "''")}' AS earlier (READ_ONLY)`);
  try {
    return await (table.append.check === 'content' ? readChangedBlocks(given) : readFromCursor(given));
  } finally {
    await file.connection.run('DETACH earlier');
  }
}

async function readChangedBlocks(read: AppendRead): Promise<Result<Appended | null, SourceProblem>> {
  const { client, file, table, columns, old, earlier, refuse } = read;
  const { connection } = file;
  const { cursor } = table.append;
  const before = await readBlocks(connection, table.name);
  if (before === null) return refuse('the last snapshot has no blocks to compare');
  const bounds = before.flatMap(({ from }) => (from === null ? [] : [from]));
  const now = await askBlocks(client, { table, columns, bounds, from: null });
  if (now === null) return refuse(`${cursor} is NULL in some rows`);
  const changed = now.flatMap(({ rows, digest }, index) =>
    rows === before[index]?.rows && digest === before[index]?.digest ? [] : [index],
  );
  if (changed.length === 0) {
    await connection.run(`CREATE TABLE ${quoted(table.name)} AS SELECT * FROM ${old}`);
    const content = { digest: earlier.content, columns: earlier.columns.map((column) => column.content) };
    return ok({ content, order: { kind: 'ascending' }, rowsRead: 0, bytesRead: 0, blocks: now });
  }
  const toRead = changed.reduce((sum, index) => sum + (now[index]?.rows ?? 0), 0);
  const all = now.reduce((sum, { rows }) => sum + rows, 0);
  if (toRead * 2 > all) return refuse(`${changed.length} of ${now.length} blocks changed`);
  const type = columns.find(({ name }) => name === cursor)?.postgresType ?? 'text';
  const within = (as: string) => {
    const parts = changed.map((index) => {
      const [low, high] = [now[index]?.from ?? null, now[index + 1]?.from ?? null];
      const tests = [
        ...(low === null ? [] : [`${quoted(cursor)} >= '${low}'${as}`]),
        ...(high === null ? [] : [`${quoted(cursor)} < '${high}'${as}`]),
      ];
      return tests.length === 0 ? 'true' : `(${tests.join(' AND ')})`;
    });
    return `(${parts.join(' OR ')})`;
  };
  const fresh = `${table.name}, what changed`;
  const streamed = await streamRows(read, {
    columns,
    query: `SELECT * FROM (${table.query}\n) AS q WHERE ${within(`::${type}`)}`,
    into: fresh,
    estimatedRows: toRead,
  });
  if (!streamed.ok) return streamed;
  if (streamed.value.hasNegativeZero) {
    await connection.run(`DROP TABLE ${quoted(fresh)}`);
    return refuse('some number is −0.0 now');
  }
  if (streamed.value.rows !== toRead) {
    await connection.run(`DROP TABLE ${quoted(fresh)}`);
    return refuse('the query gives other rows each time');
  }
  const relation = `(SELECT * FROM ${old} WHERE NOT ${within('')} UNION ALL SELECT * FROM ${quoted(fresh)})`;
  const ordered = await makeOrdered(file, table, { relation, columns });
  await connection.run(`DROP TABLE ${quoted(fresh)}`);
  const blocks = await partLast(read, now);
  return ok({ ...ordered, rowsRead: streamed.value.rows, bytesRead: streamed.value.bytes, blocks });
}

/** The blocks, the last of them parted where it has grown wide. */
async function partLast(read: AppendRead, blocks: readonly Block[]): Promise<readonly Block[] | null> {
  const { client, file, table, columns } = read;
  const last = blocks.at(-1);
  const size = blockSize(blocks.reduce((sum, { rows }) => sum + rows, 0));
  if (last === undefined || last.rows < 2 * size) return blocks;
  const { from } = last;
  const relation = quoted(table.name);
  const bounds = await chooseBounds(file.connection, { relation, cursor: table.append.cursor, from, size });
  const parted = await askBlocks(client, { table, columns, bounds, from });
  return parted === null ? null : [...blocks.slice(0, -1), ...parted];
}
