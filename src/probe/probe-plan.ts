import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../model/record.ts';
import { upstreamOf, withUpstream } from '../plan/order-stages.ts';
import { isTableFormat } from './open-tables.ts';

/** Which stages are made again, from what, and which of their outputs are looked at. */
export interface ProbePlan {
  readonly made: ReadonlySet<string>;
  /** Stages whose recorded outputs are the sources. */
  readonly sources: ReadonlySet<string>;
  readonly judged: readonly JudgedPlace[];
  /** Stages that make or use models, which are left out. */
  readonly models: readonly string[];
}

export interface JudgedPlace {
  readonly stage: string;
  readonly output: OutputRecord;
  /** Whether it depends on the split, which a changed number of rows may move. */
  readonly isBelowSplit: boolean;
  /** Whether a stage reads it: then it may carry what was learnt of rows, whatever its form. */
  readonly isRead: boolean;
}

const modelName = /(^|[-_./])(models?|weights|forest|network|boosted|booster|classifier|regressor)([-_.]|$)/i;
const modelFile = /\.(safetensors|onnx|bin|pkl|joblib|h5)$/i;

/**
 * The stages between the sources and the models: what comes from outside (an extract stage, the network, a stage
 * without inputs) is a source, and what makes or uses a model is left out unless asked for.
 */
export function probePlan(
  { record, pipeline }: { readonly record: ExperimentRecord; readonly pipeline: Pipeline },
  { split, isWithModels }: { readonly split: string | null; readonly isWithModels: boolean },
): ProbePlan {
  const { stages } = pipeline;
  const recordOf = new Map(record.stages.map((stage) => [stage.id, stage]));
  const isDone = ({ id }: StageSpec) => ['ran', 'cached'].includes(recordOf.get(id)?.state ?? '');
  const roots = stages.filter(isSource).map(({ id }) => id);
  const upstream = new Map(stages.map(({ id }) => [id, withUpstream(stages, [id])]));
  const isBelow = (id: string, some: readonly string[]) =>
    some.some((other) => upstream.get(id)?.has(other) === true);
  const makers = stages.filter(({ id }) => hasModel(recordOf.get(id))).map(({ id }) => id);
  const models = isWithModels
    ? []
    : stages.map(({ id }) => id).filter((id) => !roots.includes(id) && isBelow(id, makers));
  const read = new Set(
    stages
      .flatMap(({ inputs }) => Object.values(inputs))
      .flatMap((input) => (input.kind === 'output' ? [`${input.stage}.${input.output}`] : [])),
  );
  const judged = stages
    .filter((spec) => isDone(spec) && !roots.includes(spec.id) && !models.includes(spec.id))
    .flatMap(({ id }) =>
      (recordOf.get(id)?.outputs ?? []).map((output) => ({
        stage: id,
        output,
        isBelowSplit: split !== null && isBelow(id, [split]),
        isRead: read.has(`${id}.${output.name}`),
      })),
    )
    // A description that nothing reads (a profile, a picture) may be of all rows.
    .filter(({ output, isRead }) => isRead || isTableFormat(output.format));
  const needed = withUpstream(
    stages,
    judged.map(({ stage }) => stage),
  );
  const made = new Set([...needed].filter((id) => !roots.includes(id)));
  const sources = stages
    .filter(({ id }) => made.has(id))
    .flatMap(upstreamOf)
    .filter((id) => roots.includes(id));
  return { made, sources: new Set(sources), judged, models };
}

function isSource({ work, network, inputs }: StageSpec): boolean {
  return work.kind === 'extract' || network !== null || Object.keys(inputs).length === 0;
}

/** Whether a stage makes a model, or predictions, as far as names and columns tell. */
function hasModel(stage: StageRecord | undefined): boolean {
  return (stage?.outputs ?? []).some(
    ({ name, path, format, table }) =>
      (format === 'file' && modelFile.test(path)) ||
      (!isTableFormat(format) && (modelName.test(name) || modelName.test(path))) ||
      table?.columns.some((column) => column.name === 'predicted') === true,
  );
}
