import { sqlName } from '../learn/table/open-duckdb.ts';
import type { ExperimentRecord, OutputRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { firstRow, isTableFormat, type OpenTable, openTables } from './open-tables.ts';
import { type ToldRoles, tableRoles } from './table-roles.ts';

/** The table that says which rows are trained on and which are tested on, and what it says. */
export interface FoundSplit {
  readonly stage: string;
  readonly output: OutputRecord;
  /** The last instant of rows before all test rows (of the last fold); null where the table has no time. */
  readonly lastKnownMs: number | null;
  /** The last instant of rows to learn from, where all of them stand before all test rows; else null. */
  readonly lastLearntMs: number | null;
  /** The groups of the test rows as text; null where the table does not have the column. */
  readonly testGroups: readonly string[] | null;
  /** A group that is in the test part and in another one. */
  readonly inBoth: { readonly group: string; readonly parts: readonly [string, string] } | null;
}

/** Finds the output with a column `part` that holds train and test. */
export async function findSplit(
  { record, store }: { readonly record: ExperimentRecord; readonly store: StoreFolder },
  { column, told }: { readonly column: string | null; readonly told: ToldRoles },
): Promise<FoundSplit | null> {
  for (const { stage, output } of splitOutputs(record)) {
    using opened = await openTables([{ path: store.blob(output.blob), format: output.format }]);
    const { connection } = opened;
    for (const table of opened.files[0] ?? []) {
      const isFolded = table.columns.some(({ name }) => name === 'fold');
      const last = isFolded ? `fold = (SELECT max(fold) FROM ${table.relation})` : 'true';
      const [hasParts] = await firstRow(
        connection,
        `SELECT count(DISTINCT part) FROM ${table.relation} WHERE part IN ('train', 'test')`,
      );
      if (Number(hasParts) < 2) continue;
      const { time } = await tableRoles(connection, { table, told });
      const cut = time === null ? null : await cutOf(connection, { table, ms: time.ms, last });
      const hasGroup = column !== null && table.columns.some(({ name }) => name === column);
      const groups = hasGroup ? await groupsOf(connection, { table, column, last }) : null;
      return {
        stage,
        output,
        lastKnownMs: cut?.lastKnownMs ?? null,
        lastLearntMs: cut?.lastLearntMs ?? null,
        testGroups: groups?.test ?? null,
        inBoth: groups?.inBoth ?? null,
      };
    }
  }
  return null;
}

/** Outputs that can be a split: tables with a column `part`. */
export function splitOutputs(
  record: ExperimentRecord,
): readonly { readonly stage: string; readonly output: OutputRecord }[] {
  return record.stages.flatMap(({ id, outputs }) =>
    outputs
      .filter(
        ({ format, table }) =>
          isTableFormat(format) &&
          table?.columns.some(({ name, type }) => name === 'part' && /^(VARCHAR|ENUM)/.test(type)) === true,
      )
      // Predictions tell the part of their rows, too.
      .filter(({ table }) => !table?.columns.some(({ name }) => name === 'predicted'))
      .map((output) => ({ stage: id, output })),
  );
}

type Connection = Parameters<typeof firstRow>[0];

async function cutOf(
  connection: Connection,
  { table, ms, last }: { readonly table: OpenTable; readonly ms: string; readonly last: string },
): Promise<Pick<FoundSplit, 'lastKnownMs' | 'lastLearntMs'>> {
  const [first, lastLearnt] = await firstRow(
    connection,
    `SELECT min(${ms}) FILTER (WHERE part = 'test'), max(${ms}) FILTER (WHERE part IN ('train', 'validation'))
     FROM ${table.relation} WHERE ${last}`,
  );
  if (first === null || lastLearnt === null) return { lastKnownMs: null, lastLearntMs: null };
  const [before] = await firstRow(
    connection,
    `SELECT max(${ms}) FROM ${table.relation} WHERE ${ms} < ${Number(first)}`,
  );
  return {
    lastKnownMs: before === null ? null : Number(before),
    lastLearntMs: Number(lastLearnt) < Number(first) ? Number(lastLearnt) : null,
  };
}

async function groupsOf(
  connection: Connection,
  { table, column, last }: { readonly table: OpenTable; readonly column: string; readonly last: string },
): Promise<{ readonly test: readonly string[]; readonly inBoth: FoundSplit['inBoth'] }> {
  const group = `${sqlName(column)}::VARCHAR`;
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT ${group} AS g FROM ${table.relation} WHERE part = 'test' AND ${last} AND ${sqlName(column)} IS NOT NULL ORDER BY g`,
  );
  const [shared, part] = await firstRow(
    connection,
    `SELECT ${group} AS g, min(part) FILTER (WHERE part <> 'test') FROM ${table.relation}
     WHERE part IN ('train', 'validation', 'test') AND ${last} AND ${sqlName(column)} IS NOT NULL
     GROUP BY g HAVING count(DISTINCT part) > 1 AND bool_or(part = 'test') ORDER BY g LIMIT 1`,
  );
  return {
    test: found.getRows().map(([one]) => String(one)),
    inBoth: shared === undefined ? null : { group: String(shared), parts: [String(part), 'test'] },
  };
}
