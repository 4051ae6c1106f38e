import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { isSupportedNode, supportedNodes } from '../base/supported-node.ts';
import { unusableSign } from '../base/unusable-sign.ts';
import { readPipeline } from '../config/read-pipeline.ts';
import { readPipelineLock } from '../experiment/record/pipeline-lock.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { Observation } from '../model/observation.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Fingerprint } from '../model/recipe.ts';
import { blobsOf, type ResultRecord } from '../model/result-record.ts';
import { bundlerName } from '../observe/bundler-name.ts';
import { FileIndex } from '../observe/file-index.ts';
import { observePipeline } from '../observe/observe-pipeline.ts';
import type { PlanLookups } from '../plan/decide.ts';
import { readLastOutcome } from '../run/last-outcome.ts';
import { makeSourceAccess, type PinnedSnapshot, type SourceAccess } from '../run/source-access.ts';
import { hasBlob } from '../store/blob-store.ts';
import { readTree } from '../store/folder-tree.ts';
import { readResult } from '../store/read-result.ts';
import { type StoreFolder, storeFolder } from '../store/store-folder.ts';

/** Files that decide what is run and are not read through the index. */
const decidingFiles = [
  'pipeline.yaml',
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
];

export interface ProjectRequest {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--set` as written. */
  readonly overrides: readonly string[];
  readonly isOffline?: boolean;
  /** Ends what is asked of a source. */
  readonly signal?: AbortSignal;
  /** Stages whose sources are to be read anew, whatever their policy. */
  readonly refreshed?: readonly string[];
  /** Reads every file instead of believing the index. */
  readonly isParanoid?: boolean;
}

/** A project as planning and running need it: what its pipeline says, and what was found in it. */
export interface OpenProject {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly observation: Observation;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  readonly sources: SourceAccess;
  readonly lookups: PlanLookups;
}

/** Reads the pipeline and observes the project; every problem is told at once. */
export async function openProject(request: ProjectRequest): Promise<Result<OpenProject, readonly Problem[]>> {
  const { root, env, overrides } = request;
  if (!isSupportedNode(process.versions.node)) {
    return err([{ kind: 'unsupported-node', version: process.versions.node, needed: supportedNodes }]);
  }
  const sign = unusableSign(root);
  if (sign !== null) return err([{ kind: 'unusable-folder', folder: root, sign }]);
  const store = storeFolder(join(root, '.labbook'));
  const index = new FileIndex({ folder: store.index, isParanoid: request.isParanoid === true });
  // Before they are read, so that an edit while the run goes on is noticed at its end.
  for (const file of decidingFiles) await index.observe(join(root, file));
  const read = await readPipeline({ root, overrides, env });
  if (!read.ok) return read;
  const pipeline = read.value;
  const bundler = bundlerName();
  const sources = makeSourceAccess({
    pipeline,
    facts: { root, store, index, env, bundler },
    now: () => new Date(),
    isOffline: request.isOffline === true,
    refreshed: request.refreshed ?? [],
    signal: request.signal,
    pinned: (stage) => pinnedSnapshot(root, stage),
  });
  const observation = await observePipeline({
    root,
    pipeline,
    index,
    store,
    env,
    bundler,
    sourceState: sources.state,
  });
  if (!observation.ok) return err(observation.error);
  const lookups: PlanLookups = {
    result: (fingerprint) => keptResult(store, fingerprint),
    last: async (stage) => readLastOutcome(store, stage),
    tree: (content) => readTree(store, content),
  };
  return ok({ root, pipeline, observation: observation.value, store, index, sources, lookups });
}

/** A result whose every output the store still holds: without one of them the stage would run again. */
async function keptResult(store: StoreFolder, fingerprint: Fingerprint): Promise<ResultRecord | null> {
  const result = await readResult(store, fingerprint);
  for (const blob of Object.values(result?.outputs ?? {}).flatMap(blobsOf)) {
    if (!(await hasBlob(store, blob))) return null;
  }
  return result;
}

async function pinnedSnapshot(root: string, stage: string): Promise<PinnedSnapshot | null> {
  const locked = (await readPipelineLock(root))?.stages[stage];
  const [content] = Object.values(locked?.outputs ?? {});
  if (locked === undefined || content === undefined) return null;
  const { fingerprint } = locked;
  const isKept = (await readResult(storeFolder(join(root, '.labbook')), fingerprint)) !== null;
  return { content, fingerprint: isKept ? fingerprint : ((await acceptedAs(root, stage)) ?? fingerprint) };
}

/** Under which recipe an archived baseline has its snapshot: pipeline.lock may name another one of the same rows. */
async function acceptedAs(root: string, stage: string): Promise<Fingerprint | null> {
  const { readBaseline } = await import('../gate/baseline-file.ts');
  const baseline = await readBaseline(root);
  if (!baseline.ok || baseline.value?.archive === undefined) return null;
  const record = await readRecord(root, baseline.value.experiment);
  return record.ok ? (record.value.stages.find(({ id }) => id === stage)?.fingerprint ?? null) : null;
}
