import { copyFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { digestFile } from '../../base/digest.ts';
import { scratchFolder } from '../../base/maker-mark.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { NoPredictions } from '../../model/comparison.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../../model/record.ts';
import { storeFolder } from '../../store/store-folder.ts';
import { type PredictionTable, predictionTable } from './prediction-table.ts';

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
  const folder = await scratchFolder();
  try {
    const copied = await copyPredictions(record, { root, folder });
    if (!copied.ok) return copied;
    const { path, stage, output } = copied.value;
    return await readPredictionFile(path, { stage: stage.id, part, shown: output.path });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An experiment's predictions as a checked private copy in `folder`, which has the ending that tells the format. */
export async function copyPredictions(
  record: ExperimentRecord,
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<
  Result<{ readonly path: string; readonly stage: StageRecord; readonly output: OutputRecord }, NoPredictions>
> {
  const found = findPredictions(record);
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
export function findPredictions(
  record: ExperimentRecord,
): { readonly stage: StageRecord; readonly output: OutputRecord } | null {
  const candidates = record.stages.flatMap((stage) => {
    const output = stage.outputs.find(({ name }) => name === 'predictions');
    return output === undefined ? [] : [{ stage, output }];
  });
  const hasHeadline = ({ metrics }: StageRecord): boolean =>
    Object.values(metrics).some(({ headline }) => headline === true);
  return candidates.find(({ stage }) => hasHeadline(stage)) ?? null;
}

/** The predictions in a parquet or CSV file; `shown` is what to call it. */
export async function readPredictionFile(
  path: string,
  { stage, part, shown }: { readonly stage: string; readonly part: string; readonly shown: string },
): Promise<Result<PredictionTable, NoPredictions>> {
  const unusable = (detail: string) => err({ kind: 'unusable', path: shown, detail } as const);
  const ending = extname(path).slice(1);
  if (ending !== 'parquet' && ending !== 'csv') {
    return unusable(`predictions are read from parquet or csv, not ${ending}`);
  }
  const { readTable } = await import('../../learn/table/read-table.ts');
  try {
    const table = predictionTable(stage, await readTable(path), part);
    return table.ok ? ok(table.value) : unusable(`it has ${table.error}`);
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}
