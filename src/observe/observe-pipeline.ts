import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { digestBytes, digestOf } from '../base/digest.ts';
import type { FolderFault } from '../base/folder-files.ts';
import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { tagged } from '../base/tagged-json.ts';
import { globFiles } from '../config/glob-files.ts';
import type { Observation, ObservedInput, ObservedStage } from '../model/observation.ts';
import type { InputSpec, Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Recipe } from '../model/recipe.ts';
import { linkPackages } from '../store/link-packages.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { codeProblems } from './code-problems.ts';
import { observeRuntime } from './environment.ts';
import type { FileIndex } from './file-index.ts';
import { findExport } from './find-export.ts';
import { narrativeOf } from './narrative.ts';
import { nearestSpan } from './nearest-span.ts';
import { codeScheme, type ObservedCode, observeCode } from './observe-code.ts';
import { commandScheme, observeCommand } from './observe-command.ts';
import { observeFolder } from './observe-folder.ts';
import { observePackages } from './observe-packages.ts';
import { toolObserver } from './observe-tools.ts';
import { parseStageParams } from './parse-stage-params.ts';
import { programProblems } from './program-problems.ts';
import type { ReachedPackages } from './reached-packages.ts';

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

interface StageCode {
  readonly scheme: string;
  readonly run: ObservedCode;
  /** Null where there can be none. */
  readonly params: ObservedCode | null;
  readonly view: ObservedCode | null;
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
  const codes = await observeCodes(request);
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
    bundles: new Map([...codes.value].flatMap(([id, { params }]) => (params === null ? [] : [[id, params]]))),
    packagesOf: reached,
  });
  if (!parsed.ok) return parsed;
  const problems: Problem[] = [];
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
    const text = path === null ? null : await readText(join(request.root, path));
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
      files: await observeInputs(spec, { ...request, problems }),
      ...source.value,
      narrative: text === null ? '' : narrativeOf(text),
      source: path !== null && text !== null ? { path, text } : null,
    };
  }
  if (problems.length > 0) return err(problems);
  return ok({ seed: pipeline.seed, runtime: observeRuntime(), stages });
}

async function observeCodes(
  request: ObserveRequest,
): Promise<Result<ReadonlyMap<string, StageCode>, readonly Problem[]>> {
  // Side by side: the bundler works on several cores, and most of this is waiting for it.
  const found = await Promise.all(
    request.pipeline.stages.map(async (spec) => ({
      id: spec.id,
      code: await observeStageCode(spec, request),
    })),
  );
  const problems = found.flatMap(({ code }) => (code.ok ? [] : code.error));
  if (problems.length > 0) return err(problems);
  return ok(new Map(found.flatMap(({ id, code }) => (code.ok ? [[id, code.value]] : []))));
}

async function observeStageCode(
  spec: StageSpec,
  request: ObserveRequest,
): Promise<Result<StageCode, readonly Problem[]>> {
  const { work } = spec;
  switch (work.kind) {
    case 'module':
      return await bundleStage(spec, { ...request, module: work.path });
    case 'extract':
      return await bundleStage(spec, { ...request, module: 'labbook/extract' });
    case 'command': {
      const run = await observeCommand({ id: spec.id, work }, request);
      return run.ok ? ok({ scheme: commandScheme, run: run.value, params: null, view: null }) : run;
    }
  }
}

async function bundleStage(
  spec: StageSpec,
  { root, pipeline, index, store, bundler, module }: ObserveRequest & { readonly module: string },
): Promise<Result<StageCode, readonly Problem[]>> {
  const common = { root, module, index, store, bundler };
  const [run, view, params] = await Promise.all([
    observeCode({ ...common, exports: ['run', 'params'] }),
    observeCode({ ...common, exports: ['view', 'params'] }),
    observeCode({ ...common, exports: ['params'] }),
  ]);
  // What one half cannot be bundled for, the others cannot either, as a rule: it is told once.
  if (!run.ok) return err(codeProblems(run.problems));
  if (!view.ok) return err(codeProblems(view.problems));
  if (!params.ok) return err(codeProblems(params.problems));
  if (run.code.missing.includes('run')) {
    const span = pipeline.spans[`stages.${spec.id}`];
    const problem = { kind: 'run-missing', stage: spec.id, file: module } as const;
    return err([{ ...problem, ...(span === undefined ? {} : { span }) }]);
  }
  const wrong = await wrongExports(spec, {
    root,
    has: { run: true, view: !view.code.missing.includes('view') },
  });
  if (wrong.length > 0) return err(wrong);
  return ok({ scheme: codeScheme(bundler), run: run.code, view: view.code, params: params.code });
}

/** Exports that are plainly no functions. What is made by a call shows when the stage runs. */
async function wrongExports(
  { id, work }: StageSpec,
  { root, has }: { readonly root: string; readonly has: Readonly<Record<'run' | 'view', boolean>> },
): Promise<readonly Problem[]> {
  const text = work.kind === 'module' ? await readText(join(root, work.path)) : null;
  if (work.kind !== 'module' || text === null) return [];
  return (['run', 'view'] as const).flatMap((name) => {
    const found = has[name] ? findExport(name, { file: work.path, text }) : null;
    if (!found?.isValue) return [];
    return [{ kind: 'wrong-export', stage: id, file: work.path, name, span: found.span } as const];
  });
}

/** A folder that cannot be kept is a problem, and counts as none. */
async function observeInputs(
  { id, inputs }: StageSpec,
  { problems, ...request }: ObserveRequest & { readonly problems: Problem[] },
): Promise<Record<string, ObservedInput | null>> {
  const found: Record<string, ObservedInput | null> = {};
  for (const [name, input] of Object.entries(inputs)) {
    if (input.kind === 'output') continue;
    const observed = await observeInput(input, request);
    const isFault = observed !== null && 'fault' in observed;
    found[name] = isFault ? null : observed;
    if (!isFault || input.kind !== 'folder') continue;
    const span = nearestSpan(request.pipeline, ['stages', id, 'inputs', name]);
    const { path: file, fault } = observed;
    problems.push({ kind: 'folder-unusable', path: input.path, file, fault, span });
  }
  return found;
}

/** The file or the files of an input as they stand now; null where there is none. */
async function observeInput(
  input: Exclude<InputSpec, { kind: 'output' }>,
  { root, index }: { root: string; index: FileIndex },
): Promise<ObservedInput | FolderFault | null> {
  if (input.kind === 'file') {
    const found = await index.observe(join(root, input.path));
    if (found === null) return null;
    return { content: found.digest, bytes: found.bytes, files: [{ path: input.path, ...found }] };
  }
  if (input.kind === 'folder') return await observeFolder(input.path, { root, index });
  const files: ObservedInput['files'][number][] = [];
  for (const path of [...globFiles(root, input.pattern)].sort(compareText)) {
    const file = await index.observe(join(root, path));
    if (file !== null) files.push({ path, ...file });
  }
  if (files.length === 0) return null;
  const content = digestOf(
    'glob-content/1',
    files.map(({ path, digest }) => [path, digest]),
  );
  return { content, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
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

async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}
