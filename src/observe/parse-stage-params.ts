import { join } from 'node:path';
import { digestOf, hexOf } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { readSealed, sealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { nearName } from '../config/near-name.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import type { ObservedCode } from './observe-code.ts';
import type { ParamsAnswer, ParamsRequest } from './params-process.ts';
import { parseParams } from './parse-params.ts';

/** Stage id → parameters after the stage's own schema; every value that a schema refuses is a problem. */
export async function parseStageParams({
  pipeline,
  store,
  bundles,
}: {
  readonly pipeline: Pipeline;
  readonly store: StoreFolder;
  /** The bundle of each stage's `params`. */
  readonly bundles: ReadonlyMap<string, ObservedCode>;
}): Promise<Result<ReadonlyMap<string, JsonObject>, readonly Problem[]>> {
  const parsed = new Map<string, JsonObject>();
  const problems: Problem[] = [];
  const requests: ParamsRequest[] = [];
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
    const key = digestOf('parsed-params/1', { code: code.digest, params: spec.params });
    const memory = join(store.index, 'params', `${hexOf(key)}.json`);
    memories.set(spec.id, memory);
    const remembered = await readSealed(memory);
    if (isJsonObject(remembered)) parsed.set(spec.id, remembered);
    else requests.push({ stage: spec.id, bundle: store.code(code.digest), params: spec.params });
  }
  const program = engineFile('params-process.js');
  for (const answer of await parseParams({ program, requests })) {
    const spec = pipeline.stages.find(({ id }) => id === answer.stage);
    const memory = memories.get(answer.stage);
    if (spec === undefined || memory === undefined) continue;
    if (answer.kind === 'parsed') {
      parsed.set(spec.id, answer.params);
      await writeAtomic(memory, sealedJson(answer.params));
    } else {
      problems.push(...answerProblems({ pipeline, spec, answer }));
    }
  }
  return problems.length > 0 ? err(problems) : ok(parsed);
}

function answerProblems({
  pipeline,
  spec,
  answer,
}: {
  readonly pipeline: Pipeline;
  readonly spec: StageSpec;
  readonly answer: Exclude<ParamsAnswer, { kind: 'parsed' }>;
}): readonly Problem[] {
  if (answer.kind === 'broken') {
    return [{ kind: 'params-broken', stage: spec.id, detail: answer.message, ...spanAt(pipeline, spec) }];
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

function spanAt(pipeline: Pipeline, spec: StageSpec): { span: Span } {
  return { span: nearestSpan(pipeline, ['stages', spec.id, 'params']) };
}

/** The span of a path in pipeline.yaml, or of the nearest thing around it that is written there. */
function nearestSpan(pipeline: Pipeline, path: readonly string[]): Span {
  for (let length = path.length; length > 0; length--) {
    const span = pipeline.spans[path.slice(0, length).join('.')];
    if (span !== undefined) return span;
  }
  return { file: pipeline.file, line: 1, column: 1, length: 1, text: pipeline.text.split('\n')[0] ?? '' };
}

function fileOf(spec: StageSpec): string {
  return spec.work.kind === 'module' ? spec.work.path : 'labbook/extract';
}
