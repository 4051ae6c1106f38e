import { sqlName } from '../learn/table/open-duckdb.ts';
import type { SplitCheck } from '../model/leakage-check.ts';
import type { ExperimentRecord, OutputRecord } from '../model/record.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { splitOutputs } from './find-split.ts';
import { firstRow, isTableFormat, type OpenTable, openTables } from './open-tables.ts';
import { type ToldRoles, tableRoles } from './table-roles.ts';

const dayMs = 86_400_000;
/** What says which part a row is in, and not which row it is. */
const placing = new Set(['part', 'fold', 'row', 'label', 't0', 't1']);

/**
 * Reads, for each split of an experiment, what its own tables say: whether a row stands in two parts, how far labels
 * reach (from the table with `t0` and `t1` that shares its keys), and whether rows that are scored were learnt from.
 * What stages report of themselves is not asked.
 */
export async function checkSplits({
  record,
  store,
  isGrouped,
}: {
  readonly record: ExperimentRecord;
  readonly store: StoreFolder;
  /** Whether parts are told apart by group, so that they may stand beside each other in time. */
  readonly isGrouped: boolean;
}): Promise<readonly SplitCheck[]> {
  const checks: SplitCheck[] = [];
  for (const { stage, output } of splitOutputs(record)) {
    // A table that cannot be read as a split proves nothing, and stops no run.
    const check = await checkSplit({ record, store, isGrouped, stage, output }).catch(() =>
      unreadable(stage),
    );
    if (check !== null) checks.push(check);
  }
  return checks;
}

async function checkSplit({
  record,
  store,
  isGrouped,
  stage,
  output,
}: {
  readonly record: ExperimentRecord;
  readonly store: StoreFolder;
  readonly isGrouped: boolean;
  readonly stage: string;
  readonly output: OutputRecord;
}): Promise<SplitCheck | null> {
  const outputs = record.stages.flatMap(({ id, outputs: own }) =>
    own.filter(({ format }) => isTableFormat(format)).map((one) => ({ stage: id, output: one })),
  );
  const has = (one: OutputRecord, name: string) =>
    one.table?.columns.some((column) => column.name === name) === true;
  const labelled = outputs.filter((one) => has(one.output, 't1'));
  const scored = outputs.filter((one) => has(one.output, 'predicted') && has(one.output, 'actual'));
  const opened = [output, ...labelled.map((one) => one.output), ...scored.map((one) => one.output)];
  using tables = await openTables(opened.map(({ blob, format }) => ({ path: store.blob(blob), format })));
  const { connection, files } = tables;
  const [split] = files[0] ?? [];
  if (split === undefined) return null;
  const fold = split.columns.some(({ name }) => name === 'fold') ? 'fold' : 'CAST(0 AS INTEGER)';
  const [train, test] = await firstRow(
    connection,
    `SELECT count(*) FILTER (WHERE part = 'train'), count(*) FILTER (WHERE part = 'test') FROM ${split.relation}`,
  );
  if (Number(train) === 0 || Number(test) === 0) return null;
  const inBoth = await rowInBoth(connection, { split, fold });
  const gaps: number[] = [];
  for (const [label] of files.slice(1, 1 + labelled.length)) {
    const gap = label === undefined || isGrouped ? null : await gapOf(connection, { split, label, fold });
    if (gap !== null) gaps.push(gap);
  }
  const predicted: NonNullable<SplitCheck['predicted']>[] = [];
  for (const [i, [table]] of files.slice(1 + labelled.length).entries()) {
    const counts = table === undefined ? null : await scoredRows(connection, { split, table });
    const by = scored[i]?.stage;
    if (counts !== null && by !== undefined) predicted.push({ stage: by, ...counts });
  }
  const worst = predicted.find(({ outside }) => outside > 0) ?? predicted[0] ?? null;
  const gapDays = gaps.length === 0 ? null : Math.min(...gaps) / dayMs;
  const isLeaking = inBoth !== null || (gapDays !== null && gapDays <= 0) || (worst?.outside ?? 0) > 0;
  const isUnread =
    gapDays === null &&
    !isGrouped &&
    record.stages.find(({ id }) => id === stage)?.metrics.gap_days !== undefined;
  return {
    kind: 'split',
    state: isLeaking ? 'failed' : isUnread ? 'unknown' : 'passed',
    stage,
    train: Number(train),
    test: Number(test),
    gapDays,
    inBoth,
    predicted: worst,
  };
}

function unreadable(stage: string): SplitCheck {
  const nothing = { train: 0, test: 0, gapDays: null, inBoth: null, predicted: null };
  return { kind: 'split', state: 'unknown', stage, ...nothing };
}

type Connection = Parameters<typeof firstRow>[0];

/** Columns by which rows of both tables are the same rows; null where they share none, or these name several. */
async function sharedKey(
  connection: Connection,
  { split, table }: { readonly split: OpenTable; readonly table: OpenTable },
): Promise<readonly string[] | null> {
  const key = split.columns
    .filter(
      ({ name, type }) =>
        !placing.has(name) && table.columns.some((other) => other.name === name && other.type === type),
    )
    .map(({ name }) => name);
  if (key.length === 0) return null;
  const [rows, distinct] = await firstRow(
    connection,
    `SELECT count(*), count(DISTINCT (${key.map(sqlName).join(', ')})) FROM ${table.relation}`,
  );
  return rows === distinct ? key : null;
}

async function rowInBoth(
  connection: Connection,
  { split, fold }: { readonly split: OpenTable; readonly fold: string },
): Promise<string | null> {
  const key = split.columns.map(({ name }) => name).filter((name) => !['part', 'fold'].includes(name));
  if (key.length === 0) return null;
  const text = key
    .map((name) => `'${name.replaceAll("'", "''")} ' || coalesce(${sqlName(name)}::VARCHAR, 'null')`)
    .join(` || ', ' || `);
  const [found] = await firstRow(
    connection,
    `SELECT ${text} FROM ${split.relation} WHERE part IN ('train', 'validation', 'test')
     GROUP BY ${fold}, ${key.map(sqlName).join(', ')} HAVING count(DISTINCT part) > 1 ORDER BY 1 LIMIT 1`,
  );
  return found === undefined ? null : String(found);
}

/** The least time, over folds and pairs of parts, from the end of earlier labels to the beginning of later ones. */
async function gapOf(
  connection: Connection,
  { split, label, fold }: { readonly split: OpenTable; readonly label: OpenTable; readonly fold: string },
): Promise<number | null> {
  const key = await sharedKey(connection, { split, table: label });
  const none: ToldRoles = { times: [], labels: [] };
  const { labelEnd, time } = await tableRoles(connection, { table: label, told: none });
  if (key === null || labelEnd === null || time === null) return null;
  const listed = key.map(sqlName).join(', ');
  const [gap] = await firstRow(
    connection,
    `WITH ends AS (SELECT ${listed}, ${labelEnd.ms} AS label_end, ${time.ms} AS label_start FROM ${label.relation}),
       placed AS (SELECT ${fold} AS place, list_position(['train', 'validation', 'test'], part) AS rank,
           min(label_start) AS first, max(label_end) AS last
         FROM ${split.relation} JOIN ends USING (${listed})
         WHERE part IN ('train', 'validation', 'test') GROUP BY ALL)
     SELECT min(later.first - earlier.last) FROM placed earlier JOIN placed later USING (place)
     WHERE earlier.rank < later.rank`,
  );
  return gap === null || gap === undefined ? null : Number(gap);
}

/** Rows that are scored, and how many of them were learnt from and are tested on in no fold. */
async function scoredRows(
  connection: Connection,
  { split, table }: { readonly split: OpenTable; readonly table: OpenTable },
): Promise<{ readonly rows: number; readonly outside: number } | null> {
  const key = await sharedKey(connection, { split: table, table: split }).catch(() => null);
  const other = key ?? (await sharedKey(connection, { split, table }));
  if (other === null) return null;
  const listed = other.map(sqlName).join(', ');
  const own = table.columns.some(({ name }) => name === 'part') ? `WHERE part = 'test'` : '';
  const [rows, outside] = await firstRow(
    connection,
    `WITH placed AS (SELECT ${listed}, bool_or(part = 'test') AS tested, bool_or(part = 'train') AS learnt
         FROM ${split.relation} GROUP BY ALL),
       scored AS (SELECT ${listed} FROM ${table.relation} ${own})
     SELECT count(*), count(*) FILTER (WHERE learnt AND NOT tested) FROM scored LEFT JOIN placed USING (${listed})`,
  );
  return { rows: Number(rows), outside: Number(outside) };
}
