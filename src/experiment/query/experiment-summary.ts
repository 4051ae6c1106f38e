import { type Json, leavesOf } from '../../base/json.ts';
import type { Metric } from '../../model/metric.ts';
import type { ExperimentId, ExperimentRecord } from '../../model/record.ts';

/** What lists, filters and the index page need of an experiment: small, and flat where a record is deep. */
export interface ExperimentSummary {
  readonly id: ExperimentId;
  readonly name: string | null;
  readonly hypothesis: string | null;
  readonly tags: readonly string[];
  readonly state: ExperimentRecord['state'];
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly parent: ExperimentId | null;
  readonly gitCommit: string | null;
  readonly isDirty: boolean;
  /**
   * The pipeline's params by their dotted path (`horizon`, `model.depth`), then each stage's own after
   * defaults (`train.epochs`), where the pipeline has none of that name.
   */
  readonly params: Readonly<Record<string, Json>>;
  /** Every metric by `stage.metric`, with what ordering and choosing need; the rest stands in the record. */
  readonly metrics: Readonly<Record<string, SummaryMetric>>;
  readonly stages: readonly { readonly id: string; readonly state: string }[];
}

type SummaryMetric = Pick<Metric, 'value' | 'direction' | 'headline' | 'unit' | 'digits' | 'format'>;

export function summariseRecord(record: ExperimentRecord): ExperimentSummary {
  return {
    id: record.id,
    name: record.name,
    hypothesis: record.hypothesis,
    tags: record.tags,
    state: record.state,
    startedAt: record.startedAt,
    seconds: record.seconds,
    parent: record.parent,
    gitCommit: record.git?.commit ?? null,
    isDirty: record.git?.isDirty ?? false,
    params: flatParams(record),
    metrics: Object.fromEntries(
      Object.entries(record.metrics).map(([name, metric]) => [name, summaryMetric(metric)]),
    ),
    stages: record.stages.map(({ id, state }) => ({ id, state })),
  };
}

function summaryMetric({ value, direction, headline, unit, digits, format }: Metric): SummaryMetric {
  return {
    value,
    ...(unit === undefined ? {} : { unit }),
    ...(digits === undefined ? {} : { digits }),
    ...(format === undefined ? {} : { format }),
    ...(direction === undefined ? {} : { direction }),
    ...(headline === true ? { headline } : {}),
  };
}

/** The names of the metrics that any of these experiments puts first, in the order they first come. */
export function headlineNames(experiments: readonly Pick<ExperimentSummary, 'metrics'>[]): readonly string[] {
  const names = new Set<string>();
  for (const { metrics } of experiments) {
    for (const [name, metric] of Object.entries(metrics)) if (metric.headline === true) names.add(name);
  }
  return [...names];
}

/** The pipeline's params, and those of stages where no param of the pipeline has their name. */
function flatParams({ pipeline, stages }: ExperimentRecord): Readonly<Record<string, Json>> {
  const flat = new Map(leavesOf(pipeline.params));
  for (const { id, recipe } of stages) {
    for (const [name, value] of leavesOf(recipe?.params ?? {}, `${id}.`))
      if (!flat.has(name)) flat.set(name, value);
  }
  return Object.fromEntries(flat);
}
