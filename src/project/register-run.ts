import { join } from 'node:path';
import { readRecord } from '../experiment/record/read-record.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { ExperimentId, ExperimentRecord } from '../model/record.ts';
import type { Bump } from '../registry/next-version.ts';
import { type RegisteredModel, registerModels } from '../registry/register-models.ts';
import type { RunEnd } from '../run/run-pipeline.ts';
import type { OpenProject } from './open-project.ts';

/** What became of a run's models. */
export interface RunModels {
  readonly registered: readonly RegisteredModel[];
  /** Why nothing could be registered: the run's results stand all the same. */
  readonly refusal: ModelRefusal | null;
}

export const noModels: RunModels = { registered: [], refusal: null };

/** Registers the models of a whole run that went well, whether it made its results or found them. */
export async function registerRun(
  {
    project,
    bump,
    end,
    record,
    experiment,
  }: {
    readonly project: OpenProject;
    /** Which number of a new version is raised; null for what fits. */
    readonly bump: Bump | null;
    readonly end: RunEnd;
    /** Of this run; null where an earlier experiment holds its results. */
    readonly record: ExperimentRecord | null;
    readonly experiment: ExperimentId | null;
  },
  { signal }: { readonly signal: AbortSignal },
): Promise<RunModels> {
  const { root, store, pipeline } = project;
  if (pipeline.models.length === 0 || end.state !== 'ok' || experiment === null) return noModels;
  const held = record === null ? await readRecord(root, experiment) : { ok: true as const, value: record };
  // A record that is damaged is told by whoever reads it; there is nothing here to register.
  if (!held.ok) return noModels;
  const recorded = { record: held.value, store, modules: join(root, 'node_modules'), signal };
  const registered = await registerModels({
    root,
    store,
    models: pipeline.models,
    versions: pipeline.registry.versions,
    bump,
    record: held.value,
    bundleTransform: async (stage) => {
      const { bundleRecordedTransform } = await import('../reproduce/bundle-recorded.ts');
      return await bundleRecordedTransform(stage, recorded);
    },
    signal,
    now: () => new Date(),
  });
  return registered.ok
    ? { registered: registered.value, refusal: null }
    : { registered: [], refusal: registered.error };
}
