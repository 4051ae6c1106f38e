import type { Json, JsonObject } from '../base/json.ts';
import type { InputSpec, NetworkUse, OutputSpec, StageSpec, StageWork } from '../model/pipeline.ts';
import { checkPath } from './check-path.ts';
import { followReferences, forbidReferences } from './follow-references.ts';
import { nearName } from './near-name.ts';
import type { ExtractShape, InputShape, ModuleShape } from './pipeline-schema.ts';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';
import { durationMs, sizeMb } from './quantities.ts';
import { resolveInput } from './resolve-input.ts';
import { isExtract } from './shape-problems.ts';

/** A stage as written, of either kind, with wrong parts taken out. */
export type StageShape = Partial<Omit<ExtractShape, 'tables'>> &
  Partial<Omit<ModuleShape, 'inputs'>> & {
    readonly tables?: Readonly<Record<string, Partial<ExtractShape['tables'][string]>>>;
    readonly inputs?: Readonly<Record<string, InputShape>>;
  };

export interface StageSurroundings {
  readonly params: JsonObject;
  readonly sources: readonly string[];
  /** Of every stage, resolved: stage id → outputs. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, OutputSpec>>>;
  readonly files: ProjectFiles;
  readonly report: Report;
}

export function resolveStage(id: string, shape: StageShape, around: StageSurroundings): StageSpec {
  const { report } = around;
  const at = `stages.${id}`;
  const work = isExtract(shape as Json) ? extractWork() : moduleWork();
  for (const key of ['module', 'source', 'inputs', 'outputs', 'env'] as const) {
    forbidReferences((shape[key] ?? null) as Json, `${at}.${key}`, report);
  }
  for (const [i, name] of (shape.env ?? []).entries()) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      report({ kind: 'bad-name', what: 'environment variable', given: name }, `${at}.env.${i}`);
    }
  }

  function moduleWork(): StageWork {
    const written = shape.module ?? `stages/${id}.ts`;
    const place = shape.module === undefined ? at : `${at}.module`;
    const path = checkPath(written, { at: place, files: around.files, report });
    if (path !== null && !around.files.fileExists(path)) {
      report({ kind: 'missing-file', what: 'stage module', path, owner: id }, place);
    }
    return { kind: 'module', path: path ?? written };
  }

  function extractWork(): StageWork {
    const source = shape.source ?? '';
    const known = around.sources;
    if (shape.source !== undefined && !known.includes(source)) {
      const near = nearName(source, known);
      report({ kind: 'unknown-reference', what: 'source', given: source, near, known }, `${at}.source`);
    }
    if (shape.tables !== undefined && Object.keys(shape.tables).length === 0) {
      report({ kind: 'empty', at: `${at}.tables` }, `${at}.tables`);
    }
    for (const [name, table] of Object.entries(shape.tables ?? {})) {
      if (table.query === undefined || table.table === undefined) continue;
      const place = `${at}.tables.${name}`;
      report({ kind: 'conflicting-keys', at: place, keys: ['query', 'table'] }, `${place}.table`, 'key');
    }
    const outputs = Object.values(around.outputs.get(id) ?? {});
    const written = Object.keys(shape.outputs ?? {}).length;
    // Outputs with a mistake of their own are not counted against the stage a second time.
    const isOne = written === 1 && outputs.every(({ format }) => format === 'duckdb');
    if (!isOne) report({ kind: 'extract-output' }, written === 0 ? at : `${at}.outputs`, 'key');
    const refresh = shape.refresh ?? 'on-change';
    return {
      kind: 'extract',
      source,
      refresh: typeof refresh === 'string' ? refresh : { everyMs: durationMs(refresh.every) ?? 0 },
      schemaChange: shape.schemaChange ?? 'fail',
    };
  }

  function extractParams(): JsonObject {
    const tables = Object.entries(shape.tables ?? {}).map(([name, table]): [string, JsonObject] => [
      name,
      {
        query: table.query ?? null,
        table: table.query === undefined ? (table.table ?? name) : null,
        key: table.key ?? [],
        time: table.time ?? null,
        append: table.append ?? null,
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
    params:
      work.kind === 'extract'
        ? extractParams()
        : (followReferences((shape.params ?? {}) as JsonObject, {
            params: around.params,
            path: `${at}.params`,
            report,
          }) as JsonObject),
    outputs: around.outputs.get(id) ?? {},
    env: [...new Set(shape.env ?? [])],
    resources: { cpus: shape.resources?.cpus ?? 1, memoryMb: sizeMb(shape.resources?.memory ?? '') },
    network: networkUse(shape.network ?? false),
    timeoutMs: durationMs(shape.timeout ?? ''),
    retries: shape.retries ?? 0,
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
  const outputs = new Map([...around.outputs].map(([stage, named]) => [stage, Object.keys(named)]));
  const outputPaths = new Map(
    [...around.outputs].flatMap(([stage, named]) =>
      Object.entries(named).map(([name, { path }]): [string, string] => [path, `${stage}.${name}`]),
    ),
  );
  const inputs: Record<string, InputSpec> = {};
  for (const [name, input] of Object.entries(shape.inputs ?? {})) {
    const at = `stages.${id}.inputs.${name}`;
    const { files, report } = around;
    const found = resolveInput(input, { at, stage: id, outputs, outputPaths, files, report });
    if (found !== null) inputs[name] = found;
  }
  return inputs;
}
