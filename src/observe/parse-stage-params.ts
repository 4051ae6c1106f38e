import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { digestOf, hexOf } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { readSealed, sealedJson } from '../base/sealed-json.ts';
import { tagged } from '../base/tagged-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { nearName } from '../config/near-name.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { findExport } from './find-export.ts';
import { nearestSpan } from './nearest-span.ts';
import type { ObservedCode } from './observe-code.ts';
import type { ParamsAnswer, ParamsRequest } from './params-process.ts';
import { parseParams } from './parse-params.ts';
import type { ReachedPackages } from './reached-packages.ts';

/** Stage id → parameters after the stage's own schema; every value that a schema refuses is a problem. */
export async function parseStageParams({
  root,
  pipeline,
  store,
  bundles,
  packagesOf,
}: {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly store: StoreFolder;
  /** The bundle of each stage's `params`. */
  readonly bundles: ReadonlyMap<string, ObservedCode>;
  readonly packagesOf: (code: ObservedCode) => Promise<ReachedPackages>;
}): Promise<Result<ReadonlyMap<string, JsonObject>, readonly Problem[]>> {
  const parsed = new Map<string, JsonObject>();
  const problems: Problem[] = [];
  const requests: ParamsRequest[] = [];
  const readable = new Set<string>();
  const memories = new Map<string, string>();
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
    const memory = join(store.index, 'params', `${hexOf(key)}.json`);
    memories.set(spec.id, memory);
    const remembered = await readSealed(memory);
    if (isJsonObject(remembered)) parsed.set(spec.id, remembered);
    else {
      const bundle = store.code(code.digest);
      requests.push({ stage: spec.id, bundle, params: tagged(params) as JsonObject, env });
      for (const path of [bundle, `${bundle}.map`, ...folders]) readable.add(path);
    }
  }
  const program = engineFile('params-process.js');
  for (const answer of await parseParams({ program, requests, readable: [...readable] })) {
    const spec = pipeline.stages.find(({ id }) => id === answer.stage);
    const memory = memories.get(answer.stage);
    if (spec === undefined || memory === undefined) continue;
    if (answer.kind === 'parsed') {
      parsed.set(spec.id, answer.params);
      await writeAtomic(memory, sealedJson(answer.params));
    } else {
      problems.push(...answerProblems({ pipeline, spec, answer, root }));
    }
  }
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
