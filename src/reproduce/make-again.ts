import { availableParallelism } from 'node:os';
import { err, ok, type Result } from '../base/result.ts';
import type { RunEvent } from '../model/event.ts';
import type { Observation } from '../model/observation.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { bundlerName } from '../observe/bundler-name.ts';
import { FileIndex } from '../observe/file-index.ts';
import { observePipeline } from '../observe/observe-pipeline.ts';
import { type RunEnd, runPipeline } from '../run/run-pipeline.ts';
import type { ScratchProject } from './scratch-project.ts';

const noSource = { sourceState: null, sourceReason: null, isSourceEmbedded: false, standing: null };

/** A project that was looked at and can be run. */
export interface Prepared {
  readonly project: Pick<ScratchProject, 'root' | 'store'>;
  readonly pipeline: Pipeline;
  readonly observation: Observation;
  readonly index: FileIndex;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Looks at the stages that are to be made, in the project that was laid out for them. */
export async function prepare({
  project,
  pipeline,
  made,
  env,
}: Pick<Prepared, 'project' | 'pipeline' | 'env'> & { readonly made: ReadonlySet<string> }): Promise<
  Result<Prepared, readonly Problem[]>
> {
  const index = new FileIndex({ folder: project.store.index });
  const observed = await observePipeline({
    root: project.root,
    pipeline: { ...pipeline, stages: pipeline.stages.filter(({ id }) => made.has(id)) },
    index,
    store: project.store,
    env,
    bundler: bundlerName(),
    sourceState: async () => ok(noSource),
  });
  if (!observed.ok) return err(observed.error);
  return ok({ project, pipeline, observation: withoutViews(observed.value), index, env });
}

/** Runs them by the ordinary loop, over a store that holds nothing but what they are given. */
export async function makeAgain(
  { project, pipeline, observation, index, env }: Prepared,
  order: {
    readonly given: ReadonlyMap<string, ResultRecord>;
    readonly jobs: number | null;
    readonly signal: AbortSignal;
    readonly emit: (event: RunEvent) => void;
  },
): Promise<RunEnd> {
  // What is taken as it is waits for nothing: those that it once read from need not be there.
  const stages = pipeline.stages.flatMap((spec) => {
    if (order.given.has(spec.id)) return [{ ...spec, inputs: {} }];
    return spec.id in observation.stages ? [spec] : [];
  });
  return await runPipeline(
    {
      run: 'reproduction',
      stages,
      observation,
      isForced: () => false,
      given: order.given,
      jobs: order.jobs ?? availableParallelism(),
      isKeepGoing: true,
    },
    {
      root: project.root,
      store: project.store,
      index,
      signal: order.signal,
      now: () => new Date(),
      emit: order.emit,
      lend: async (spec) => {
        const values = spec.env.flatMap((name) => {
          const value = env[name];
          return value === undefined ? [] : [[name, value] as const];
        });
        return ok({
          environment: Object.fromEntries(values),
          readable: [],
          release: async () => undefined,
        });
      },
      remember: async () => undefined,
    },
  );
}

/** Displays prove nothing: they are drawn from what is compared already. */
function withoutViews(observation: Observation): Observation {
  const stages = Object.entries(observation.stages).map(
    ([id, stage]) => [id, { ...stage, view: null }] as const,
  );
  return { ...observation, stages: Object.fromEntries(stages) };
}
