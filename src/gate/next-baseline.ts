import { isSameNumber, longestHorizon } from '../experiment/compare/paired-intervals.ts';
import { type PredictionTable, testSetDigest } from '../experiment/compare/prediction-table.ts';
import type {
  Acceptance,
  Baseline,
  BaselineArchive,
  BaselinePredictions,
  BestEver,
} from '../model/baseline.ts';
import type { Gates } from '../model/gates.ts';
import type { Metric } from '../model/metric.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { resolveMetric } from './resolve-metric.ts';

export interface AcceptedExperiment {
  readonly record: ExperimentRecord;
  readonly table: PredictionTable;
  /** Its own first, then those of its other seeds. */
  readonly predictions: readonly BaselinePredictions[];
  readonly reason: string;
  readonly acceptedAt: string;
  readonly scoredTimes: number;
  readonly archive: BaselineArchive | null;
}

/** The baseline that an acceptance makes: the last one's history goes on, its best values stay where they are better. */
export function nextBaseline(
  accepted: AcceptedExperiment,
  { before, gates }: { readonly before: Baseline | null; readonly gates: Gates | null },
): Baseline {
  const { record, table, predictions, reason, acceptedAt } = accepted;
  const testSet = testSetDigest(table);
  const gated = (gates?.metrics ?? []).flatMap(({ metric, direction }) => {
    const found = resolveMetric(metric, record.metrics);
    if (found.kind !== 'found') return [];
    const value = record.metrics[found.name]?.value;
    const better = direction ?? record.metrics[found.name]?.direction;
    return value === undefined || better === undefined ? [] : [{ name: found.name, value, better }];
  });
  const best = gated.map(({ name, value, better }): [string, BestEver] => {
    const known = before?.testSet === testSet ? before.best[name] : undefined;
    const isBetter =
      known === undefined ||
      isSameNumber(known.value, value) ||
      (better === 'higher' ? value > known.value : value < known.value);
    return [name, isBetter ? { experiment: record.id, value, predictions } : known];
  });
  const acceptance: Acceptance = {
    experiment: record.id,
    acceptedAt,
    reason,
    testSet,
    metrics: Object.fromEntries(gated.map(({ name, value }) => [name, value])),
  };
  return {
    schema: 'labbook.baseline/1',
    experiment: record.id,
    acceptedAt,
    reason,
    pipeline: record.pipeline.name,
    gitCommit: record.git?.commit ?? null,
    stage: table.stage,
    ...(table.declared !== undefined && { declared: table.declared }),
    testSet,
    rows: table.keys.length,
    horizon: longestHorizon(record),
    scoredTimes: accepted.scoredTimes,
    predictions,
    ...(accepted.archive === null ? {} : { archive: accepted.archive }),
    models: modelsOf(record, table.stage),
    metrics: Object.fromEntries(Object.entries(record.metrics).filter(([, metric]) => hasNumber(metric))),
    best: Object.fromEntries(best),
    history: [...(before?.history ?? []), acceptance],
  };
}

/** JSON has no NaN: a metric that is none is no part of a baseline. */
function hasNumber({ value }: Metric): boolean {
  return Number.isFinite(value);
}

/** What the scoring stage read from stages before it. */
function modelsOf(record: ExperimentRecord, stage: string): Baseline['models'] {
  const inputs = record.stages.find(({ id }) => id === stage)?.inputs ?? [];
  const stages = new Set(record.stages.map(({ id }) => id));
  return Object.fromEntries(
    inputs.flatMap(({ from, content }) => (stages.has(from.split('.')[0] ?? '') ? [[from, content]] : [])),
  );
}
