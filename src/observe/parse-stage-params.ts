import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { digestOf } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';
import type { JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { tagged } from '../base/tagged-json.ts';
import { nearName } from '../config/near-name.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import type { FileIndex } from './file-index.ts';
import { findExport } from './find-export.ts';
import { nearestSpan } from './nearest-span.ts';
import type { ObservedCode } from './observe-code.ts';
import type { ParamsAnswer, ParamsRequest } from './params-process.ts';
import { parseParams } from './parse-params.ts';
import type { ReachedPackages } from './reached-packages.ts';

/**
 * Stage id → parameters after the stage's own schema; every value that a schema refuses is a problem. Stages that
 * share a schema and give it the same values are asked for once, and all that are not known yet in one process.
 */
export async function parseStageParams({
  root,
  pipeline,
  store,
  index,
  bundles,
  packagesOf,
}: {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  /** The bundle of each stage's `params`. */
  readonly bundles: ReadonlyMap<string, ObservedCode>;
  readonly packagesOf: (code: ObservedCode) => Promise<ReachedPackages>;
}): Promise<Result<ReadonlyMap<string, JsonObject>, readonly Problem[]>> {
  const parsed = new Map<string, JsonObject>();
  const problems: Problem[] = [];
  const requests: ParamsRequest[] = [];
  const readable = new Set<string>();
  const memory = index.kept<JsonObject>('params');
  /** What is not known yet, by its key: the stages that ask for it, the first of which is named in the request. */
  const asking = new Map<string, StageSpec[]>();
  for (const spec of pipeline.stages) {
    const code = bundles.get(spec.id);
    if (code === undefined) continue;
    if (code.missing.includes('params')) {
      if (Object.keys(spec.params).length === 0) parsed.set(spec.id, {});
      else
        problems.push({
          kind: 'params-missing',
          stage: spec.id,
          file: fileOf(spec),
          ...spanAt(pipeline, spec),
        });
      continue;
    }
    const { identities, wiring, folders } = await packagesOf(code);
    const { params, env } = spec;
    const key = digestOf('parsed-params/2', {
      code: code.digest,
      packages: { identities, wiring },
      params,
      env,
      node: process.version,
    });
    const remembered = memory.get(key);
    const others = asking.get(key);
    if (remembered !== null) parsed.set(spec.id, remembered);
    else if (others !== undefined) others.push(spec);
    else {
      asking.set(key, [spec]);
      const bundle = store.code(code.digest);
      requests.push({ stage: spec.id, bundle, params: tagged(params) as JsonObject, env });
      for (const path of [bundle, `${bundle}.map`, ...folders]) readable.add(path);
    }
  }
  const program = engineFile('params-process.js');
  const answers = await parseParams({ program, requests, readable: [...readable] });
  const answered = new Map(answers.map((answer) => [answer.stage, answer]));
  for (const [key, specs] of asking) {
    const answer = answered.get(specs[0]?.id ?? '');
    if (answer === undefined) continue;
    if (answer.kind === 'parsed') memory.set(key, answer.params);
    for (const spec of specs) {
      if (answer.kind === 'parsed') parsed.set(spec.id, answer.params);
      else problems.push(...answerProblems({ pipeline, spec, answer, root }));
    }
  }
  await memory.save();
  return problems.length > 0 ? err(problems) : ok(parsed);
}

function answerProblems({
  pipeline,
  spec,
  answer,
  root,
}: {
  readonly pipeline: Pipeline;
  readonly spec: StageSpec;
  readonly answer: Exclude<ParamsAnswer, { kind: 'parsed' }>;
  readonly root: string;
}): readonly Problem[] {
  const stage = spec.id;
  switch (answer.kind) {
    case 'broken':
      return [{ kind: 'params-broken', stage, detail: answer.message, ...exportSpan(pipeline, spec, root) }];
    case 'no-schema':
      return [
        {
          kind: 'wrong-export',
          stage,
          file: fileOf(spec),
          name: 'params',
          ...exportSpan(pipeline, spec, root),
        },
      ];
    case 'reads': {
      const inside = relative(root, answer.path);
      const path = inside.startsWith('..') ? answer.path : inside;
      return [{ kind: 'params-read', stage, path, ...exportSpan(pipeline, spec, root) }];
    }
    case 'unsteady': {
      const param = answer.path.join('.');
      return [
        { kind: 'param-unsteady', stage, param, from: answer.from, ...exportSpan(pipeline, spec, root) },
      ];
    }
    case 'rejected':
      break;
  }
  return answer.issues.map(({ path, message, known }): Problem => {
    const param = path.join('.');
    const at = ['stages', spec.id, 'params', ...path.map(String)];
    const span =
      (known === null ? undefined : pipeline.spans[`${at.join('.')}@key`]) ?? nearestSpan(pipeline, at);
    if (known === null) return { kind: 'param-rejected', stage: spec.id, param, detail: message, span };
    const key = String(path.at(-1));
    return {
      kind: 'unknown-key',
      at: ['stages', spec.id, 'params', ...path.slice(0, -1)].join('.'),
      key,
      near: nearName(key, known),
      allowed: known,
      span,
    };
  });
}

/** Where the stage file exports its schema; where pipeline.yaml gives it values, if that is not to be found. */
function exportSpan(pipeline: Pipeline, spec: StageSpec, root: string): { span: Span } {
  if (spec.work.kind !== 'module') return spanAt(pipeline, spec);
  const { path } = spec.work;
  const found = findExport('params', { file: path, text: readFileSync(join(root, path), 'utf8') });
  return found === null ? spanAt(pipeline, spec) : { span: found.span };
}

function spanAt(pipeline: Pipeline, spec: StageSpec): { span: Span } {
  return { span: nearestSpan(pipeline, ['stages', spec.id, 'params']) };
}

function fileOf(spec: StageSpec): string {
  return spec.work.kind === 'module' ? spec.work.path : 'labbook/extract';
}
