import { copyFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { digestFile } from '../../base/digest.ts';
import { scratchFolder } from '../../base/maker-mark.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { NoPredictions } from '../../model/comparison.ts';
import type { PredictionsDeclaration } from '../../model/predictions.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../../model/record.ts';
import { storeFolder } from '../../store/store-folder.ts';
import { type PredictionTable, predictionTable } from './prediction-table.ts';
import type { SaidOfRows } from './said-of-rows.ts';

/**
 * The per-row predictions of an experiment: those of the stage that reports headline metrics and has an output
 * named `predictions`. They are read from `experiments/<id>/artifacts`, or from the store, and only if their
 * bytes are those of the record.
 */
export async function readPredictions(
  root: string,
  record: ExperimentRecord,
  { part = 'test' }: { readonly part?: string } = {},
): Promise<Result<PredictionTable, NoPredictions>> {
  return await readFrom(findPredictions(record), { root, record, part });
}

/** The predictions of all other stages and outputs that have some; what cannot be read is left out. */
export async function readOtherPredictions(
  root: string,
  record: ExperimentRecord,
): Promise<readonly PredictionTable[]> {
  const main = findPredictions(record);
  const tables: PredictionTable[] = [];
  for (const found of allPredictions(record)) {
    if (found.output === main?.output) continue;
    const table = await readFrom(found, { root, record, part: 'test' });
    if (table.ok) tables.push(table.value);
  }
  return tables;
}

async function readFrom(
  found: FoundPredictions | null,
  { root, record, part }: { readonly root: string; readonly record: ExperimentRecord; readonly part: string },
): Promise<Result<PredictionTable, NoPredictions>> {
  const folder = await scratchFolder();
  try {
    const copied = await copyPredictions(record, { root, folder, found });
    if (!copied.ok) return copied;
    const { path, stage, output } = copied.value;
    const said = {
      part,
      declared: declaredOf(stage, output),
      metrics: stage.metrics,
      group: groupParam(record),
    };
    return await readPredictionFile(path, { stage: stage.id, shown: output.path, ...said });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface FoundPredictions {
  readonly stage: StageRecord;
  readonly output: OutputRecord;
}

/** What a stage said of an output's columns, or undefined. */
function declaredOf(stage: StageRecord, output: OutputRecord): PredictionsDeclaration | undefined {
  return stage.predictions?.find((declared) => declared.output === output.name);
}

/** The column that a split went by: the first param named `group` that is a text. */
function groupParam(record: ExperimentRecord): string | undefined {
  const sets = [record.pipeline.params, ...record.stages.map(({ recipe }) => recipe?.params ?? {})];
  return sets.map(({ group }) => group).find((group): group is string => typeof group === 'string');
}

/** An experiment's predictions as a checked private copy in `folder`, which has the ending that tells the format. */
export async function copyPredictions(
  record: ExperimentRecord,
  {
    root,
    folder,
    found = findPredictions(record),
  }: { readonly root: string; readonly folder: string; readonly found?: FoundPredictions | null },
): Promise<Result<FoundPredictions & { readonly path: string }, NoPredictions>> {
  if (found === null) return err({ kind: 'none' });
  const { stage, output } = found;
  const artifact = join('experiments', record.id, 'artifacts', stage.id, basename(output.path));
  const places = [join(root, artifact), storeFolder(join(root, '.labbook')).blob(output.blob)];
  const path = join(folder, `predictions.${output.format}`);
  let isDamaged = false;
  for (const place of places) {
    const isThere = await copyFile(place, path).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    if ((await digestFile(path)) === output.blob) return ok({ path, stage, output });
    isDamaged = true;
  }
  return err({ kind: isDamaged ? 'file-damaged' : 'file-missing', path: artifact });
}

/** The stage and output that hold the predictions, or null. */
export function findPredictions(record: ExperimentRecord): FoundPredictions | null {
  const candidates = allPredictions(record);
  const hasHeadline = ({ metrics }: StageRecord): boolean =>
    Object.values(metrics).some(({ headline }) => headline === true);
  return candidates.find(({ stage }) => hasHeadline(stage)) ?? null;
}

/** Every output that its stage declared as predictions, or that is named so. */
function allPredictions(record: ExperimentRecord): readonly FoundPredictions[] {
  return record.stages.flatMap((stage) =>
    stage.outputs.flatMap((output) =>
      output.name === 'predictions' || declaredOf(stage, output) !== undefined ? [{ stage, output }] : [],
    ),
  );
}

/** The predictions in a parquet or CSV file; `shown` is what to call it. */
export async function readPredictionFile(
  path: string,
  { stage, shown, ...said }: SaidOfRows & { readonly stage: string; readonly shown: string },
): Promise<Result<PredictionTable, NoPredictions>> {
  const unusable = (detail: string) => err({ kind: 'unusable', path: shown, detail } as const);
  const ending = extname(path).slice(1);
  if (ending !== 'parquet' && ending !== 'csv') {
    return unusable(`predictions are read from parquet or csv, not ${ending}`);
  }
  const { readTable } = await import('../../learn/table/read-table.ts');
  try {
    const table = predictionTable(stage, await readTable(path), said);
    return table.ok ? ok(table.value) : unusable(`it has ${table.error}`);
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}
