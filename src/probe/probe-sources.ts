import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type Json } from '../base/json.ts';
import type { ChangedSource, SourceChange } from '../model/leakage-check.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { formatOfPath } from '../plan/shown-files.ts';
import { recordedResults } from '../reproduce/recorded-result.ts';
import { putBlob, restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { changeSource, type HeldBack, type SourceFile } from './change-source.ts';
import { firstRow, isTableFormat, openTables } from './open-tables.ts';
import { type ToldRoles, tableRoles } from './table-roles.ts';

/** What a probe changes: recorded outputs of stages, and files of the project, as the store has them. */
export interface ProbeSources {
  readonly outputs: readonly (SourceFile & { readonly stage: string; readonly output: string })[];
  readonly files: readonly (SourceFile & { readonly place: string })[];
}

export function probeSources(
  {
    record,
    pipeline,
    store,
  }: { readonly record: ExperimentRecord; readonly pipeline: Pipeline; readonly store: StoreFolder },
  {
    stages,
    paths,
    told,
  }: { readonly stages: ReadonlySet<string>; readonly paths: ReadonlySet<string>; readonly told: ToldRoles },
): ProbeSources {
  const outputs = record.stages
    .filter(({ id }) => stages.has(id))
    .flatMap(({ id, outputs: own }) =>
      own
        .filter(({ format }) => isTableFormat(format))
        .map(({ name, format, blob }) => ({
          stage: id,
          output: name,
          name: `${id}.${name}`,
          path: store.blob(blob),
          format,
          told: (table: string) => declared(pipeline, { stage: id, table, told }),
        })),
    );
  const files = (record.materials?.inputs ?? [])
    .filter(({ path }) => paths.has(path) && isTableFormat(formatOfPath(path)))
    .map(({ path, blob }) => ({
      name: path,
      place: path,
      path: store.blob(blob),
      format: formatOfPath(path),
      told: () => told,
    }));
  return { outputs, files };
}

/** What an extract stage says of a table: its key and its time. */
function declared(
  { stages }: Pipeline,
  { stage, table, told }: { readonly stage: string; readonly table: string; readonly told: ToldRoles },
): ToldRoles {
  const tables: Json = stages.find(({ id }) => id === stage)?.params.tables ?? {};
  const spec = isJsonObject(tables) ? tables[table] : undefined;
  if (!isJsonObject(spec ?? null)) return told;
  const names = (value: Json | undefined) =>
    [value].flat().filter((name): name is string => typeof name === 'string');
  const { key, time } = spec as { readonly key?: Json; readonly time?: Json };
  const named = names(key);
  return { ...told, times: names(time), ...(named.length === 0 ? {} : { key: named }) };
}

/** Names of the columns that sources declare as their time. */
export function declaredTimes({ stages }: Pipeline): readonly string[] {
  const found = stages.flatMap(({ id, params }) =>
    Object.keys(isJsonObject(params.tables ?? null) ? (params.tables as object) : {}).flatMap(
      (table) =>
        declared({ stages } as Pipeline, { stage: id, table, told: { times: [], labels: [] } }).times,
    ),
  );
  return [...new Set(found)];
}

/** The instant that half of the rows of all sources stand before; null where none has a time. */
export async function middleInstant({ outputs, files }: ProbeSources): Promise<number | null> {
  const found: { readonly rows: number; readonly ms: number }[] = [];
  for (const source of [...outputs, ...files]) {
    using opened = await openTables([source]);
    for (const table of opened.files[0] ?? []) {
      const { time } = await tableRoles(opened.connection, { table, told: source.told(table.name) });
      if (time === null) continue;
      const [rows, ms] = await firstRow(
        opened.connection,
        `SELECT count(${time.ms}), quantile_disc(${time.ms}, 0.5) FROM ${table.relation}`,
      );
      if (Number(rows) > 0) found.push({ rows: Number(rows), ms: Number(ms) });
    }
  }
  return found.sort((a, b) => b.rows - a.rows)[0]?.ms ?? null;
}

/**
 * Puts changed copies of the sources into a scratch project, or with a change of null the recorded ones: gives the
 * results that its stages begin from.
 */
export async function placeSources(
  {
    sources,
    record,
    store,
  }: { readonly sources: ProbeSources; readonly record: ExperimentRecord; readonly store: StoreFolder },
  {
    stages,
    scratch,
    change,
    held,
  }: {
    readonly stages: ReadonlySet<string>;
    readonly scratch: { readonly root: string; readonly store: StoreFolder };
    readonly change: SourceChange | null;
    readonly held: HeldBack;
  },
): Promise<{ readonly given: ReadonlyMap<string, ResultRecord>; readonly told: readonly ChangedSource[] }> {
  const given = new Map(recordedResults(record, stages));
  const told: ChangedSource[] = [];
  for (const source of sources.files) {
    const target = join(scratch.root, source.place);
    await rm(target, { force: true });
    if (change !== null) told.push(...(await changeSource(source, { target, change, held })));
    else {
      const file = record.materials?.inputs.find(({ path }) => path === source.place);
      if (file !== undefined) await restoreBlob(store, { digest: file.blob, target });
    }
  }
  if (change === null) return { given, told };
  await mkdir(scratch.store.temporary, { recursive: true });
  for (const source of sources.outputs) {
    const target = join(scratch.store.temporary, `source-${change}`);
    await rm(target, { force: true });
    told.push(...(await changeSource(source, { target, change, held })));
    const { digest, bytes } = await putBlob(scratch.store, target);
    const result = given.get(source.stage);
    const stored = result?.outputs[source.output];
    if (result === undefined || stored === undefined) continue;
    const outputs = {
      ...result.outputs,
      [source.output]: { ...stored, blob: digest, content: digest, bytes },
    };
    given.set(source.stage, { ...result, outputs });
  }
  return { given, told };
}
