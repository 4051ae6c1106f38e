import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { digestFile } from '../../base/digest.ts';
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
): Promise<Result<PredictionTable, NoPredictions>> {
  const found = findPredictions(record);
  if (found === null) return err({ kind: 'none' });
  const { stage, output } = found;
  const fileName = basename(output.path);
  const artifact = join('experiments', record.id, 'artifacts', stage.id, fileName);
  const places = [join(root, artifact), storeFolder(join(root, '.labbook')).blob(output.blob)];
  const folder = await mkdtemp(join(tmpdir(), 'labbook-predictions-'));
  try {
    // Checked and read from one private copy, which also has the ending that tells the format.
    const copy = join(folder, `predictions.${output.format}`);
    let isDamaged = false;
    for (const place of places) {
      const isThere = await copyFile(place, copy).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      if ((await digestFile(copy)) === output.blob) return await readCopy(copy, { stage, output });
      isDamaged = true;
    }
    return err({ kind: isDamaged ? 'file-damaged' : 'file-missing', path: artifact });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

async function readCopy(
  copy: string,
  { stage, output }: { readonly stage: StageRecord; readonly output: OutputRecord },
): Promise<Result<PredictionTable, NoPredictions>> {
  const unusable = (detail: string) => err({ kind: 'unusable', path: output.path, detail } as const);
  if (output.format !== 'parquet' && output.format !== 'csv') {
    return unusable(`predictions are read from parquet or csv, not ${output.format}`);
  }
  const { readTable } = await import('../../learn/table/read-table.ts');
  try {
    const table = predictionTable(stage.id, await readTable(copy));
    return table.ok ? ok(table.value) : unusable(`it has ${table.error}`);
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}
