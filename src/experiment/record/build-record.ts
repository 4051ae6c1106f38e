import type { Display } from '../../model/display.ts';
import type { Materials } from '../../model/materials.ts';
import type { Notice } from '../../model/notice.ts';
import type { Observation, ObservedStage } from '../../model/observation.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type Pipeline, projectPlace, type StageSpec } from '../../model/pipeline.ts';
import type {
  ExperimentId,
  ExperimentRecord,
  GitState,
  InputRecord,
  OutputRecord,
  RecordedEnvironment,
  RecordedPipeline,
  StageRecord,
} from '../../model/record.ts';
import type { LogLine } from '../../model/result-record.ts';
import type { StageFailure } from '../../model/stage-failure.ts';
import { upstreamOf } from '../../plan/order-stages.ts';
import { stageNotices } from './stage-notices.ts';

const maxLogLines = 500;

export interface RecordFacts {
  readonly id: ExperimentId;
  readonly name: string | null;
  readonly hypothesis: string | null;
  readonly tags: readonly string[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly state: ExperimentRecord['state'];
  readonly command: readonly string[];
  readonly overrides: readonly string[];
  readonly parent: ExperimentId | null;
  readonly git: GitState | null;
  readonly environment: RecordedEnvironment;
  readonly materials: Materials;
  readonly pipeline: Pipeline;
  readonly observation: Observation;
  readonly outcomes: readonly Outcome[];
  readonly shown: ReadonlyMap<
    string,
    {
      readonly displays: readonly Display[];
      readonly failure: StageFailure | null;
      readonly notices: readonly Notice[];
    }
  >;
  /** What failed stages said: stage → lines. Those of finished stages are part of their result. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
}

/** The record of a run: everything that a reader, a comparison or a reproduction needs, and no secret. */
export function buildRecord(facts: RecordFacts): ExperimentRecord {
  const outcomes = new Map(facts.outcomes.map((outcome) => [outcome.stage, outcome]));
  const stages = facts.pipeline.stages.flatMap((spec) => {
    const outcome = outcomes.get(spec.id);
    const observed = facts.observation.stages[spec.id];
    if (outcome === undefined || observed === undefined) return [];
    return [stageRecord({ spec, outcome, observed, outcomes, facts })];
  });
  const metrics = stages.flatMap(({ id, metrics: own }) =>
    Object.entries(own).map(([name, metric]) => [`${id}.${name}`, metric] as const),
  );
  return {
    schema: 'labbook.experiment/1',
    id: facts.id,
    name: facts.name,
    hypothesis: facts.hypothesis,
    tags: facts.tags,
    startedAt: facts.startedAt.toISOString(),
    finishedAt: facts.finishedAt.toISOString(),
    seconds: (facts.finishedAt.getTime() - facts.startedAt.getTime()) / 1000,
    state: facts.state,
    command: facts.command,
    parent: facts.parent,
    pipeline: recordedPipeline(facts.pipeline, facts.overrides),
    git: facts.git,
    environment: facts.environment,
    materials: facts.materials,
    stages,
    metrics: Object.fromEntries(metrics),
  };
}

/** The pipeline without its sources' URLs, which may hold passwords. */
function recordedPipeline(pipeline: Pipeline, overrides: readonly string[]): RecordedPipeline {
  const { file, text, name, description, seed, params, stages } = pipeline;
  const sources = Object.entries(pipeline.sources).map(
    ([id, { url: _secret, ...rest }]) => [id, rest] as const,
  );
  return {
    file,
    text,
    name,
    description,
    seed,
    params,
    overrides,
    stages,
    sources: Object.fromEntries(sources),
  };
}

function stageRecord({
  spec,
  outcome,
  observed,
  outcomes,
  facts,
}: {
  readonly spec: StageSpec;
  readonly outcome: Outcome;
  readonly observed: ObservedStage;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly facts: RecordFacts;
}): StageRecord {
  const result = outcome.kind === 'ran' || outcome.kind === 'cached' ? outcome.result : null;
  const decided = outcome.kind === 'blocked' ? null : outcome.decided;
  const views = facts.shown.get(spec.id);
  return {
    id: spec.id,
    state: outcome.kind,
    reasons: outcome.reasons,
    seconds: outcome.seconds,
    computeSeconds: result?.seconds ?? null,
    startedAt: outcome.startedAt,
    attempts: outcome.attempts,
    fingerprint: decided?.fingerprint ?? null,
    recipe: decided?.recipe ?? null,
    codeParts: decided?.codeParts ?? {},
    narrative: observed.narrative,
    source: observed.source,
    dependsOn: upstreamOf(spec),
    inputs: inputRecords({ spec, observed, outcomes }),
    outputs: outputRecords(spec, result?.outputs ?? {}),
    metrics: result?.metrics ?? {},
    ...(result?.predictions !== undefined && { predictions: result.predictions }),
    displays: views?.displays ?? [],
    viewFailure: views?.failure ?? null,
    log: (result?.log ?? facts.logs.get(spec.id) ?? []).slice(-maxLogLines),
    failure: outcome.kind === 'failed' ? outcome.failure : null,
    notices: stageNotices(outcome, facts.shown),
  };
}

function inputRecords({
  spec,
  observed,
  outcomes,
}: {
  spec: StageSpec;
  observed: ObservedStage;
  outcomes: ReadonlyMap<string, Outcome>;
}): readonly InputRecord[] {
  return Object.entries(spec.inputs).flatMap(([name, input]): readonly InputRecord[] => {
    if (input.kind !== 'output') {
      const file = observed.files[name];
      const from = projectPlace(input);
      return file ? [{ name, from, content: file.content, bytes: file.bytes }] : [];
    }
    const outcome = outcomes.get(input.stage);
    const stored =
      outcome?.kind === 'ran' || outcome?.kind === 'cached'
        ? outcome.result.outputs[input.output]
        : undefined;
    if (stored === undefined) return [];
    return [{ name, from: `${input.stage}.${input.output}`, content: stored.content, bytes: stored.bytes }];
  });
}

function outputRecords(
  spec: StageSpec,
  outputs: Readonly<Record<string, Omit<OutputRecord, 'name' | 'path'>>>,
): readonly OutputRecord[] {
  return Object.entries(spec.outputs).flatMap(([name, { path }]) => {
    const stored = outputs[name];
    return stored === undefined ? [] : [{ ...stored, name, path }];
  });
}
