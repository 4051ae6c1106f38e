import { canonicalJson } from '../../base/canonical-json.ts';
import type { Result } from '../../base/result.ts';
import type {
  ComparedExperiment,
  Comparison,
  NoPredictions,
  PairComparison,
} from '../../model/comparison.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { headlineNames, summariseRecord } from '../query/experiment-summary.ts';
import { varyingParams } from '../query/varying-params.ts';
import { compareCommonRows } from './compare-common-rows.ts';
import { compareMetrics, type ScoredRelation } from './compare-metrics.ts';
import { confusionDifference, flipsBetween } from './compare-predictions.ts';
import { compareEnvironment, compareLineage, compareStages, compareUncommitted } from './compare-stages.ts';
import { pairedUnits, resamples } from './paired-intervals.ts';
import { type PredictionTable, testSetDigest } from './prediction-table.ts';
import { testSetDifference } from './relate-test-sets.ts';

/** An experiment as it enters a comparison. */
export interface ExperimentToCompare {
  readonly record: ExperimentRecord;
  readonly predictions: Result<PredictionTable, NoPredictions>;
  /** Those of other stages and outputs. */
  readonly others?: readonly PredictionTable[];
}

/**
 * Experiments against one of them. Metrics are judged on the rows that both were scored on, paired, and only
 * where these rows and their labels are the same; the same input gives the same comparison, and swapping two
 * experiments negates every difference. Throws where the baseline's index names no experiment.
 */
export function compareExperiments(
  experiments: readonly ExperimentToCompare[],
  { baseline: index }: { readonly baseline: number },
): Comparison {
  const baseline = experiments[index];
  if (baseline === undefined) throw new Error(`there is no experiment ${index} to be the baseline`);
  const summaries = experiments.map(({ record }) => summariseRecord(record));
  return {
    schema: 'labbook.comparison/1',
    baseline: baseline.record.id,
    experiments: summaries.map(
      ({ stages: _, isDirty: __, parent: ___, ...shown }, i): ComparedExperiment => ({
        ...shown,
        metrics: experiments[i]?.record.metrics ?? {},
      }),
    ),
    pairs: experiments.filter((_, i) => i !== index).map((candidate) => comparePair(baseline, candidate)),
    headlines: headlineNames(summaries),
    varying: varyingParams(summaries),
  };
}

function comparePair(baseline: ExperimentToCompare, candidate: ExperimentToCompare): PairComparison {
  const { testSet, rows } = relateTestSets(baseline, candidate);
  const others = otherRelations(baseline, candidate);
  const [before, after] = [baseline.record, candidate.record];
  const lineage = compareLineage(before, after);
  return {
    baseline: before.id,
    candidate: after.id,
    testSet,
    ...(others.length > 0 && {
      otherTestSets: others.map((other) => ({ name: other.name ?? '', testSet: other.testSet })),
    }),
    metrics: compareMetrics(before, after, [{ name: null, testSet, rows }, ...others]),
    changes: compareStages(before, after),
    environment: compareEnvironment(before, after),
    uncommitted: compareUncommitted(before, after),
    lineage,
    recipesPartAt: lineage.find(({ fingerprints: [a, b] }) => a !== b)?.stage ?? null,
    partsAt: lineage.find(({ relation }) => relation !== 'same' && relation !== 'same-result')?.stage ?? null,
    common: testSet.kind === 'different' ? commonRows(baseline, candidate) : null,
    confusion: rows === null ? null : confusionDifference(rows.baseline, rows.candidate),
    flips: rows === null ? null : flipsBetween(rows.baseline, rows.candidate),
  };
}

function commonRows(
  { record: before, predictions: from }: ExperimentToCompare,
  { record: after, predictions: to }: ExperimentToCompare,
): PairComparison['common'] {
  return from.ok && to.ok ? compareCommonRows([before, from.value], [after, to.value]) : null;
}

function relateTestSets(
  baseline: ExperimentToCompare,
  candidate: ExperimentToCompare,
): Omit<ScoredRelation, 'name'> {
  for (const { predictions, record } of [baseline, candidate]) {
    if (!predictions.ok) {
      return { testSet: { kind: 'unknown', experiment: record.id, why: predictions.error }, rows: null };
    }
  }
  if (!baseline.predictions.ok || !candidate.predictions.ok)
    throw new Error('both were found to be readable');
  return relateTables(baseline.predictions.value, candidate.predictions.value, [
    baseline.record,
    candidate.record,
  ]);
}

/** How the rows of other predictions that both have go together. */
function otherRelations(
  baseline: ExperimentToCompare,
  candidate: ExperimentToCompare,
): readonly ScoredRelation[] {
  const nameOf = ({ stage, declared }: PredictionTable) => `${stage}.${declared?.output ?? 'predictions'}`;
  return (baseline.others ?? []).flatMap((table): readonly ScoredRelation[] => {
    const name = nameOf(table);
    const other = candidate.others?.find((one) => nameOf(one) === name);
    if (other === undefined) return [];
    return [{ name, ...relateTables(table, other, [baseline.record, candidate.record]) }];
  });
}

function relateTables(
  before: PredictionTable,
  after: PredictionTable,
  records: readonly [ExperimentRecord, ExperimentRecord],
): Omit<ScoredRelation, 'name'> {
  const why = testSetDifference(before, after);
  if (why !== null) return { testSet: { kind: 'different', stage: before.stage, why }, rows: null };
  const units = pairedUnits({ baseline: before, candidate: after }, records);
  return {
    testSet: {
      kind: 'same',
      digest: testSetDigest(before),
      rows: before.keys.length,
      days: before.days === null || before.groups !== undefined ? null : units.count,
      blockLength: units.blockLength,
      resamples,
      ...(before.groups !== undefined && { group: { name: before.groups.name, count: units.count } }),
      isPredictedAlike: isPredictedAlike(before, after),
    },
    rows: { baseline: before, candidate: after, units },
  };
}

/** Whether every label and every probability is the same, those of other models in the table, too. */
export function isPredictedAlike(before: PredictionTable, after: PredictionTable): boolean {
  const told = ({ scored }: PredictionTable): string => {
    if (scored.kind === 'numbers') return canonicalJson([...scored.predicted]);
    const models = [scored, ...Object.values(scored.models)];
    return canonicalJson(
      models.map(({ predicted, probabilities }) => [
        predicted,
        Object.entries(probabilities ?? {}).map(([name, column]) => [name, [...column].map(String)]),
      ]),
    );
  };
  return told(before) === told(after);
}
