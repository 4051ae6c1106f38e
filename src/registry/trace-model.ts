import type { Digest } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import type { Metric } from '../model/metric.ts';
import type { ModelManifest } from '../model/model-manifest.ts';
import type { ModelSpec, OutputReference, StageSpec } from '../model/pipeline.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ExperimentRecord, OutputRecord } from '../model/record.ts';

/** What a record tells of where a model came from and how well it does. */
export type ModelTrace = Pick<
  ModelManifest,
  'snapshots' | 'split' | 'recipes' | 'parameters' | 'evaluated' | 'metrics'
>;

/** Follows a model (an ensemble: its members) back through the stages that it was made by. */
export function traceModel(
  record: ExperimentRecord,
  { spec, sources }: { readonly spec: ModelSpec; readonly sources: readonly OutputReference[] },
): ModelTrace {
  const stages = upstreamOf(
    record,
    sources.map(({ stage }) => stage),
  );
  const extracts = new Set(record.pipeline.stages.filter(isExtract).map(({ id }) => id));
  const snapshots: Record<string, Digest> = {};
  const recipes: Record<string, Fingerprint> = {};
  const parameters: Record<string, JsonObject> = {};
  for (const { id, fingerprint, recipe, outputs } of stages) {
    if (fingerprint !== null) recipes[id] = fingerprint;
    if (extracts.has(id)) for (const { name, content } of outputs) snapshots[`${id}.${name}`] = content;
    else if (recipe !== null && Object.keys(recipe.params).length > 0) parameters[id] = recipe.params;
  }
  const split = spec.split === null ? null : outputOf(record, spec.split);
  return {
    snapshots,
    split: split === null ? null : { output: nameOf(spec.split), digest: split.content },
    recipes,
    parameters,
    evaluated: spec.evaluate,
    metrics: spec.evaluate === null ? {} : metricsOf(record, spec),
  };
}

/** An output as it was recorded, or null where the record has no such output. */
export function outputOf(record: ExperimentRecord, { stage, output }: OutputReference): OutputRecord | null {
  const found = record.stages.find(({ id }) => id === stage);
  return found?.outputs.find(({ name }) => name === output) ?? null;
}

function nameOf(reference: OutputReference | null): string {
  return reference === null ? '' : `${reference.stage}.${reference.output}`;
}

function isExtract({ work }: StageSpec): boolean {
  return work.kind === 'extract';
}

function upstreamOf(record: ExperimentRecord, ids: readonly string[]): ExperimentRecord['stages'] {
  const wanted = new Set(ids);
  // Stages are in pipeline order of the file, which need not be the order of what reads what.
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { id, dependsOn } of record.stages) {
      if (wanted.has(id)) for (const upstream of dependsOn) wanted.add(upstream);
    }
  }
  return record.stages.filter(({ id }) => wanted.has(id));
}

/** The evaluate stage's metrics of this model, without the prefix that told them from others'. */
function metricsOf(
  record: ExperimentRecord,
  { evaluate, metricPrefix }: ModelSpec,
): Readonly<Record<string, Metric>> {
  const stage = record.stages.find(({ id }) => id === evaluate);
  return Object.fromEntries(
    Object.entries(stage?.metrics ?? {})
      .filter(([name]) => name.startsWith(metricPrefix))
      .map(([name, metric]) => [name.slice(metricPrefix.length), metric]),
  );
}
