import { storedInput } from '../execute/stored-input.ts';
import type { Job, JobInput, JobWork } from '../model/job.ts';
import type { ObservedStage } from '../model/observation.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { findStage } from '../plan/order-stages.ts';
import { formatOfPath } from '../plan/shown-files.ts';
import type { RunRequest } from './run-request.ts';

export interface JobFacts {
  readonly request: RunRequest;
  readonly spec: StageSpec;
  readonly observed: ObservedStage;
  readonly decided: DecidedRecipe;
  /** Stage id → its result, of every stage that has finished. */
  readonly finished: ReadonlyMap<string, ResultRecord>;
  /** Absolute path of the project. */
  readonly root: string;
}

/** What an executor is handed to make a stage's result. */
export function makeJob({ request, spec, observed, decided, finished, root }: JobFacts): Job {
  const outputs: Record<string, Job['outputs'][string]> = {};
  for (const [name, { format }] of Object.entries(spec.outputs)) {
    outputs[name] = { format, fileName: decided.recipe.shown.outputs[name] ?? name };
  }
  const inputs: Record<string, JobInput> = {};
  for (const name of Object.keys(spec.inputs)) {
    const input = jobInput({ name, spec, observed, request, finished });
    if (input !== null) inputs[name] = input;
  }
  return {
    schema: 'labbook.job/1',
    run: request.run,
    stage: spec.id,
    fingerprint: decided.fingerprint,
    recipe: decided.recipe,
    codeParts: decided.codeParts,
    work: jobWork(spec, { observed, decided }),
    params: decided.recipe.params,
    seed: decided.recipe.seed,
    inputs,
    outputs,
    env: spec.env,
    timeoutMs: spec.timeoutMs,
    memoryMb: spec.resources.memoryMb,
    projectRoot: root,
    packageFolders: observed.packageFolders,
  };
}

function jobWork(
  { work }: StageSpec,
  { observed, decided }: Pick<JobFacts, 'observed' | 'decided'>,
): JobWork {
  const { digest } = decided.recipe.code;
  switch (work.kind) {
    case 'module':
      return { kind: 'bundle', digest, programs: work.programs ?? [] };
    case 'extract':
      return { kind: 'bundle', digest, programs: [] };
    case 'command': {
      const files = Object.entries(observed.codeFiles).map(([name, blob]) => ({ name, blob }));
      return { kind: 'command', argv: work.argv, files, metrics: work.metrics };
    }
  }
}

function jobInput({
  name,
  spec,
  observed,
  request,
  finished,
}: Omit<JobFacts, 'decided' | 'root'> & { name: string }): JobInput | null {
  const input = spec.inputs[name];
  if (input === undefined) return null;
  if (input.kind === 'output') {
    const stored = finished.get(input.stage)?.outputs[input.output];
    const path = findStage(request.stages, input.stage)?.outputs[input.output]?.path;
    if (stored === undefined || path === undefined) return null;
    return storedInput(stored, path);
  }
  const found = observed.files[name];
  if (found === undefined || found === null) return null;
  const { folder } = found;
  return {
    format: folder === undefined ? formatOfPath(found.files[0]?.path ?? '') : 'folder',
    content: found.content,
    ...(folder === undefined ? {} : { folder }),
    files: found.files.map(({ path, digest }) => ({ name: path, blob: digest })),
  };
}
