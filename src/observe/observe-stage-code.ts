import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { codeProblems } from './code-problems.ts';
import type { FileIndex } from './file-index.ts';
import { findExport } from './find-export.ts';
import { codeScheme, type ObservedCode, observeCode } from './observe-code.ts';
import { commandScheme, observeCommand } from './observe-command.ts';
import { readText } from './read-text.ts';

interface CodeRequest {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly index: FileIndex;
  readonly store: StoreFolder;
  /** Name and version of the bundler. */
  readonly bundler: string;
}

export interface StageCode {
  readonly scheme: string;
  readonly run: ObservedCode;
  /** Null where there can be none. */
  readonly params: ObservedCode | null;
  readonly view: ObservedCode | null;
}

/** The code of each stage: that of a module once, however many stages share it. */
export async function observeStageCode(
  request: CodeRequest,
): Promise<Result<ReadonlyMap<string, StageCode>, readonly Problem[]>> {
  const { stages } = request.pipeline;
  // Side by side: the bundler works on several cores, and most of this is waiting for it.
  const modules = new Map(
    await Promise.all(
      [...new Set(stages.flatMap((spec) => moduleOf(spec) ?? []))].map(
        async (module) => [module, await observeModule(module, request)] as const,
      ),
    ),
  );
  const found = new Map<string, StageCode>();
  // What is wrong with a module is told once, whatever the number of its stages.
  const problems: Problem[] = [...modules.values()].flatMap((code) => (code.ok ? [] : code.error));
  for (const spec of stages) {
    const { id, work } = spec;
    if (work.kind === 'command') {
      const run = await observeCommand({ id, work }, request);
      if (run.ok) found.set(id, { scheme: commandScheme, run: run.value, params: null, view: null });
      else problems.push(...run.error);
      continue;
    }
    const code = modules.get(moduleOf(spec) ?? '');
    if (code === undefined || !code.ok) continue;
    found.set(id, code.value);
    problems.push(...wrongExports(spec, { code: code.value, pipeline: request.pipeline }));
  }
  await request.index.kept('code').save();
  return problems.length > 0 ? err(problems) : ok(found);
}

function moduleOf({ work }: StageSpec): string | null {
  switch (work.kind) {
    case 'module':
      return work.path;
    case 'extract':
      return 'labbook/extract';
    case 'command':
      return null;
  }
}

interface ModuleCode extends StageCode {
  readonly view: ObservedCode;
  /** Text of the module's file; null of a built-in. */
  readonly text: string | null;
}

async function observeModule(
  module: string,
  { root, index, store, bundler }: CodeRequest,
): Promise<Result<ModuleCode, readonly Problem[]>> {
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
  const text = module.startsWith('labbook/') ? null : await readText(join(root, module));
  return ok({ scheme: codeScheme(bundler), run: run.code, view: view.code, params: params.code, text });
}

/** No `run`, or exports that are plainly no functions. What is made by a call shows when the stage runs. */
function wrongExports(
  spec: StageSpec,
  { code: { run, view, text }, pipeline }: { readonly code: ModuleCode; readonly pipeline: Pipeline },
): readonly Problem[] {
  const [stage, file] = [spec.id, moduleOf(spec) ?? ''];
  if (run.missing.includes('run')) {
    const span = pipeline.spans[`stages.${stage}`];
    return [{ kind: 'run-missing', stage, file, ...(span === undefined ? {} : { span }) }];
  }
  if (text === null) return [];
  return (['run', 'view'] as const).flatMap((name) => {
    const isThere = name === 'run' || !view.missing.includes('view');
    const found = isThere ? findExport(name, { file, text }) : null;
    if (!found?.isValue) return [];
    return [{ kind: 'wrong-export', stage, file, name, span: found.span } as const];
  });
}
