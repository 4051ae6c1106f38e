import { compareText } from '../base/compare-text.ts';
import { type Digest, hexOf } from '../base/digest.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OutputDifference } from '../model/output-difference.ts';
import { outputFormatOf } from '../model/output-format.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../model/record.ts';
import type { ReproducedOutput, ReproducedStage } from '../model/reproduction.ts';
import type { ResultRecord, StoredOutput } from '../model/result-record.ts';
import type { OutputFormat } from '../model/stage.ts';
import { explainChange } from '../plan/explain-change.ts';
import { hasIntactBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { findDifference } from './find-difference.ts';
import type { StageSelection } from './select-stages.ts';

export interface ComparedStores {
  /** Holds what was recorded, as far as it is kept. */
  readonly recorded: StoreFolder;
  readonly made: StoreFolder;
}

/** Every stage of a record beside what it came to this time, in pipeline order. */
export async function compareResults({
  record,
  outcomes,
  selection,
  stores,
  tolerance,
}: {
  readonly record: ExperimentRecord;
  readonly outcomes: readonly Outcome[];
  readonly selection: StageSelection;
  readonly stores: ComparedStores;
  readonly tolerance: number;
}): Promise<readonly ReproducedStage[]> {
  const stages: ReproducedStage[] = [];
  for (const stage of record.stages) {
    const outcome = outcomes.find((one) => one.stage === stage.id);
    const result = outcome?.kind === 'ran' || outcome?.kind === 'cached' ? outcome.result : null;
    const isMade = selection.made.has(stage.id);
    const outputs: ReproducedOutput[] = [];
    for (const output of stage.outputs) {
      outputs.push(
        isMade
          ? await compareOutput(output, { result, stores, tolerance })
          : { ...outputFacts(output), verdict: selection.taken.has(stage.id) ? 'taken' : 'not-made' },
      );
    }
    stages.push({
      id: stage.id,
      state: stateOf(stage.id, { selection, outcome }),
      seconds: isMade ? (result?.seconds ?? null) : null,
      recordedSeconds: stage.computeSeconds,
      reasons: isMade ? changesOf(record, { stage, outcome }) : [],
      outputs,
      metrics: isMade && result !== null ? changedMetrics(stage, result) : [],
      failure: outcome?.kind === 'failed' ? outcome.failure : null,
    });
  }
  return stages;
}

function stateOf(
  id: string,
  { selection, outcome }: { selection: StageSelection; outcome: Outcome | undefined },
): ReproducedStage['state'] {
  if (outcome?.kind === 'failed' || outcome?.kind === 'blocked') return outcome.kind;
  if (selection.made.has(id)) return outcome === undefined ? 'blocked' : 'made';
  return selection.taken.has(id) ? 'taken' : 'left';
}

function outputFacts({ name, path, content }: OutputRecord) {
  return { name, path, recorded: content, made: null, difference: null };
}

async function compareOutput(
  output: OutputRecord,
  { result, stores, tolerance }: { result: ResultRecord | null; stores: ComparedStores; tolerance: number },
): Promise<ReproducedOutput> {
  const facts = outputFacts(output);
  const made = result?.outputs[output.name];
  if (made === undefined) return { ...facts, verdict: 'not-made' };
  if (made.content === output.content) return { ...facts, made: made.content, verdict: 'identical' };
  const differs = { ...facts, made: made.content, verdict: 'differs' } as const;
  if (!(await hasIntactBlob(stores.recorded, output.blob))) {
    return { ...differs, difference: { kind: 'not-kept' } };
  }
  const pair = differingFile(output, made);
  if (pair.kind === 'folder-file') return { ...differs, difference: pair };
  const found = await findDifference({
    format: pair.format,
    path: pair.path,
    recorded: stores.recorded.blob(pair.recorded),
    made: stores.made.blob(pair.made),
  });
  if (found === null) throw new Error(`equal bytes have two content digests: ${hexOf(made.blob)}`);
  const isEquivalent = found.largest <= tolerance;
  return { ...differs, verdict: isEquivalent ? 'equivalent' : 'differs', difference: found.first };
}

/** Of a folder the first file that differs, by path. */
export function differingFile(
  output: OutputRecord,
  made: StoredOutput,
):
  | Extract<OutputDifference, { kind: 'folder-file' }>
  | {
      readonly kind: 'pair';
      readonly format: OutputFormat;
      readonly path: string;
      readonly recorded: Digest;
      readonly made: Digest;
    } {
  const [old, now] = [output, made].map(
    ({ files = [] }) => new Map(files.map(({ path, blob }) => [path, blob])),
  );
  for (const path of [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort(compareText)) {
    const [was, is] = [old?.get(path), now?.get(path)];
    if (was === is) continue;
    if (was === undefined) return { kind: 'folder-file', path, in: 'made' };
    if (is === undefined) return { kind: 'folder-file', path, in: 'recorded' };
    return { kind: 'pair', format: outputFormatOf(path), path, recorded: was, made: is };
  }
  const { format, path, blob } = output;
  return { kind: 'pair', format, path, recorded: blob, made: made.blob };
}

function changesOf(
  record: ExperimentRecord,
  { stage, outcome }: { stage: StageRecord; outcome: Outcome | undefined },
): ReproducedStage['reasons'] {
  if (outcome === undefined || outcome.kind === 'blocked' || stage.recipe === null) return [];
  return explainChange({
    before: { recipe: stage.recipe, codeParts: stage.codeParts },
    after: outcome.decided,
    spec: record.pipeline.stages.find(({ id }) => id === stage.id) ?? null,
  });
}

function changedMetrics({ metrics }: StageRecord, result: ResultRecord): ReproducedStage['metrics'] {
  return Object.entries(metrics).flatMap(([name, { value: recorded }]) => {
    const made = result.metrics[name]?.value ?? null;
    return made === recorded ? [] : [{ name, recorded, made }];
  });
}
