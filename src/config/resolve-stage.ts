import type { Json, JsonObject } from '../base/json.ts';
import type { InputSpec, NetworkUse, StageSpec } from '../model/pipeline.ts';
import { followReferences, forbidReferences } from './follow-references.ts';
import type { ExtractShape, ModuleShape } from './pipeline-schema.ts';
import { durationMs, sizeMb } from './quantities.ts';
import { resolveInput } from './resolve-input.ts';
import { resolveWork } from './resolve-work.ts';
import { kindOf } from './stage-kinds.ts';
import type { StageShape, StageSurroundings } from './stage-shape.ts';

export function resolveStage(id: string, shape: StageShape, around: StageSurroundings): StageSpec {
  const { report } = around;
  const at = `stages.${id}`;
  const kind = kindOf(shape as Json);
  const params = kind === 'extract' ? extractParams() : ownParams();
  const work = resolveWork(kind, { id, shape, params }, around);
  for (const key of [
    'module',
    'command',
    'code',
    'program',
    'tools',
    'source',
    'inputs',
    'outputs',
    'env',
  ] as const) {
    forbidReferences((shape[key] ?? null) as Json, `${at}.${key}`, report);
  }
  for (const [i, name] of (shape.env ?? []).entries()) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      report({ kind: 'bad-name', what: 'environment variable', given: name }, `${at}.env.${i}`);
    }
  }

  function ownParams(): JsonObject {
    const path = `${at}.params`;
    const given = (shape.params ?? {}) as JsonObject;
    return followReferences(given, { params: around.params, path, report }) as JsonObject;
  }

  function extractParams(): JsonObject {
    const tables = Object.entries(shape.tables ?? {}).map(([name, table]): [string, JsonObject] => [
      name,
      {
        query: table.query ?? null,
        table: table.query === undefined ? (table.table ?? name) : null,
        key: table.key ?? [],
        time: table.time ?? null,
        append: appendOf(table.append),
        as: table.as ?? {},
        allowEmpty: table.allowEmpty ?? false,
      },
    ]);
    const { params } = around;
    return {
      tables: followReferences(Object.fromEntries(tables), { params, path: `${at}.tables`, report }),
    };
  }

  return {
    id,
    description: shape.description ?? '',
    work,
    inputs: inputsOf(id, shape, around),
    params,
    outputs: around.outputs.get(id) ?? {},
    env: [...new Set(shape.env ?? [])],
    resources: { cpus: shape.resources?.cpus ?? 1, memoryMb: sizeMb(shape.resources?.memory ?? '') },
    network: networkUse(shape.network ?? false),
    timeoutMs: durationMs(shape.timeout ?? ''),
    retries: shape.retries ?? 0,
  };
}

/** `append: ts` or its parts; a duration is for times, a number for numbers. */
function appendOf(append: ExtractShape['tables'][string]['append']): Json {
  if (append === undefined) return null;
  const given = typeof append === 'string' ? { cursor: append } : append;
  const { cursor, lag, updatedAt, check } = given;
  return {
    cursor,
    lag: typeof lag === 'number' ? lag : null,
    lagMs: typeof lag === 'string' ? durationMs(lag) : null,
    updatedAt: updatedAt ?? null,
    check: check ?? 'content',
  };
}

function networkUse(network: NonNullable<ModuleShape['network']>): NetworkUse | null {
  if (typeof network === 'boolean') return network ? { everyMs: null } : null;
  return { everyMs: durationMs(network.every) };
}

function inputsOf(
  id: string,
  shape: StageShape,
  around: StageSurroundings,
): Readonly<Record<string, InputSpec>> {
  const inputs: Record<string, InputSpec> = {};
  for (const [name, input] of Object.entries(shape.inputs ?? {})) {
    const at = `stages.${id}.inputs.${name}`;
    const { outputNames: outputs, outputPaths, files, report } = around;
    const found = resolveInput(input, { at, stage: id, outputs, outputPaths, files, report });
    if (found !== null) inputs[name] = found;
  }
  return inputs;
}
