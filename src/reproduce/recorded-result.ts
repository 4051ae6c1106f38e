import type { ExperimentRecord, StageRecord } from '../model/record.ts';
import type { ResultRecord } from '../model/result-record.ts';

/** The result of a stage as its record holds it, or null where the stage has none. */
function recordedResult(stage: StageRecord): ResultRecord | null {
  const { fingerprint, recipe, codeParts, outputs, metrics, predictions, log, notices } = stage;
  if (fingerprint === null || recipe === null) return null;
  return {
    schema: 'labbook.result/2',
    fingerprint,
    recipe,
    codeParts,
    outputs: Object.fromEntries(outputs.map(({ name, path: _, ...stored }) => [name, stored])),
    metrics,
    ...(predictions !== undefined && { predictions }),
    log,
    notices,
    seconds: stage.computeSeconds ?? 0,
    ranAt: stage.startedAt,
  };
}

/** The recorded results of some stages, by stage. */
export function recordedResults(
  record: ExperimentRecord,
  stages: ReadonlySet<string>,
): ReadonlyMap<string, ResultRecord> {
  return new Map(
    record.stages.flatMap((stage) => {
      const result = stages.has(stage.id) ? recordedResult(stage) : null;
      return result === null ? [] : [[stage.id, result] as const];
    }),
  );
}
