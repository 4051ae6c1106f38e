import { join } from 'node:path';
import { digestBytes } from '../base/digest.ts';
import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { tagged } from '../base/tagged-json.ts';
import type { Observation, ObservedStage } from '../model/observation.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Recipe } from '../model/recipe.ts';
import { linkPackages } from '../store/link-packages.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { observeRuntime } from './environment.ts';
import type { FileIndex } from './file-index.ts';
import { narrativeOf } from './narrative.ts';
import type { ObservedCode } from './observe-code.ts';
import { inputObserver } from './observe-inputs.ts';
import { observePackages } from './observe-packages.ts';
import { observeStageCode } from './observe-stage-code.ts';
import { toolObserver } from './observe-tools.ts';
import { parseStageParams } from './parse-stage-params.ts';
import { programProblems } from './program-problems.ts';
import type { ReachedPackages } from './reached-packages.ts';
import { readText } from './read-text.ts';

/** What is known of the state of a stage's source, or the problem that hides it. */
export type SourceState = Result<
  Pick<ObservedStage, 'sourceState' | 'sourceReason' | 'isSourceEmbedded' | 'standing'>,
  readonly Problem[]
>;

export interface ObserveRequest {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly index: FileIndex;
  readonly store: StoreFolder;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name and version of the bundler. */
  readonly bundler: string;
  /** Asked for each extract stage, once its code and parameters are known. */
  readonly sourceState: (spec: StageSpec, params: JsonObject) => Promise<SourceState>;
}

/**
 * Looks at everything that recipes need: code, packages, parameters after their schemas, files, declared
 * environment. Reports every problem that it meets, not the first.
 */
export async function observePipeline(
  request: ObserveRequest,
): Promise<Result<Observation, readonly Problem[]>> {
  const { pipeline } = request;
  const link = await linkPackages(request.root, request.store);
  const codes = await observeStageCode(request);
  if (!codes.ok) return codes;
  const toolsOf = toolObserver(request);
  const packages = new Map<string, ReachedPackages>();
  const reached = async (code: ObservedCode): Promise<ReachedPackages> => {
    const key = code.packages.join(' ');
    const known = packages.get(key);
    if (known !== undefined) return known;
    const found = await observePackages(code.packages, request);
    const readable = link === null ? found : { ...found, folders: [...found.folders, link] };
    packages.set(key, readable);
    return readable;
  };
  const parsed = await parseStageParams({
    root: request.root,
    pipeline,
    store: request.store,
    index: request.index,
    bundles: new Map([...codes.value].flatMap(([id, { params }]) => (params === null ? [] : [[id, params]]))),
    packagesOf: reached,
  });
  if (!parsed.ok) return parsed;
  const problems: Problem[] = [];
  const inputsOf = inputObserver(request);
  const texts = new Map<string, { readonly text: string | null; readonly narrative: string }>();
  const stages: Record<string, ObservedStage> = {};
  for (const spec of pipeline.stages) {
    const code = codes.value.get(spec.id);
    // What has no schema is given its params as they are written.
    const params = code?.params === null ? (tagged(spec.params) as JsonObject) : parsed.value.get(spec.id);
    if (code === undefined || params === undefined) throw new Error(`stage ${spec.id} was not observed`);
    const source = await request.sourceState(spec, params);
    if (!source.ok) {
      problems.push(...source.error);
      continue;
    }
    const tools = await toolsOf(spec);
    if (!tools.ok) {
      problems.push(...programProblems(spec, { faults: tools.error, pipeline }));
      continue;
    }
    const runPackages = await reached(code.run);
    const viewPackages = code.view === null ? runPackages : await reached(code.view);
    const path = sourceOf(spec.work);
    const { text, narrative } = texts.get(path ?? '') ?? (await told(path, request.root));
    texts.set(path ?? '', { text, narrative });
    stages[spec.id] = {
      code: { scheme: code.scheme, digest: code.run.digest },
      codeParts: code.run.parts,
      codeFiles: { ...code.run.files, ...code.view?.files, ...code.params?.files },
      packages: runPackages.identities,
      wiring: runPackages.wiring,
      packageFolders: runPackages.folders,
      params,
      ...(tools.value === undefined ? {} : { tools: tools.value }),
      env: observeEnv(spec.env, request.env),
      view:
        code.view === null || code.view.missing.includes('view')
          ? null
          : {
              code: { scheme: code.scheme, digest: code.view.digest },
              packages: viewPackages.identities,
              wiring: viewPackages.wiring,
              packageFolders: viewPackages.folders,
            },
      files: await inputsOf(spec, problems),
      ...source.value,
      narrative,
      source: path !== null && text !== null ? { path, text } : null,
    };
  }
  if (problems.length > 0) return err(problems);
  return ok({ seed: pipeline.seed, runtime: observeRuntime(), stages });
}

function observeEnv(names: readonly string[], env: ObserveRequest['env']): Recipe['env'] {
  const found: Record<string, Recipe['env'][string]> = {};
  for (const name of names) {
    const value = env[name];
    found[name] = value === undefined ? null : digestBytes(value);
  }
  return found;
}

/** The file that says the most of what a stage does. */
function sourceOf(work: StageSpec['work']): string | null {
  switch (work.kind) {
    case 'module':
      return work.path;
    case 'extract':
      return null;
    case 'command':
      return work.code.find((path) => !/[*?[{]/.test(path)) ?? null;
  }
}

/** A file's text and what it tells of itself. */
async function told(
  path: string | null,
  root: string,
): Promise<{ readonly text: string | null; readonly narrative: string }> {
  const text = path === null ? null : await readText(join(root, path));
  return { text, narrative: text === null ? '' : narrativeOf(text) };
}
