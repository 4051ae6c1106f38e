import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf } from '../../src/base/digest.ts';
import type { Json } from '../../src/base/json.ts';
import { sealRecord } from '../../src/experiment/record/seal-record.ts';
import type { Display } from '../../src/model/display.ts';
import type { Metric } from '../../src/model/metric.ts';
import type { Fingerprint } from '../../src/model/recipe.ts';
import type { ExperimentId, ExperimentRecord, OutputRecord, StageRecord } from '../../src/model/record.ts';

/** What a test wants to differ between experiments; the rest is one small three-stage pipeline. */
export interface Variant {
  readonly id: string;
  readonly startedAt?: string;
  readonly name?: string | null;
  readonly hypothesis?: string | null;
  readonly tags?: readonly string[];
  readonly state?: ExperimentRecord['state'];
  readonly params?: Readonly<Record<string, Json>>;
  /** By the name within the stage `evaluate`. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Source of `stages/train.ts`. */
  readonly code?: string;
  readonly packages?: Readonly<Record<string, string>>;
  /** Rows of the features table; its content digest follows it. */
  readonly rows?: number;
  /** What decides the content digest of the test rows' predictions. */
  readonly predictions?: OutputRecord;
  readonly displays?: readonly Display[];
  readonly seconds?: number;
  readonly node?: string;
}

/** An experiment whose stages are features → train → evaluate, with what follows from the variant. */
export function recordVariant(variant: Variant): ExperimentRecord {
  const params = variant.params ?? { horizon: 7 };
  const features = digestOf('test/features', [variant.rows ?? 1000, params.window ?? null]);
  const model = digestOf('test/model', [features, variant.code ?? code, params, variant.packages ?? {}]);
  const metrics = variant.metrics ?? { accuracy: { value: 0.6, headline: true, direction: 'higher' } };
  const startedAt = variant.startedAt ?? '2026-11-22T14:32:00.000Z';
  const seconds = variant.seconds ?? 12;
  const node = variant.node ?? '20';
  const stages = [
    stage('features', {
      node,
      params: pick(params, ['window']),
      outputs: [table('table', { content: features, rows: variant.rows ?? 1000 })],
    }),
    stage('train', {
      node,
      params: pick(params, ['epochs', 'horizon']),
      dependsOn: ['features'],
      inputs: { table: features },
      code: variant.code ?? code,
      packages: variant.packages ?? { arquero: '8.0.2' },
      outputs: [{ ...table('model', { content: model, rows: 0 }), format: 'file', table: null }],
    }),
    stage('evaluate', {
      node,
      params: {},
      dependsOn: ['train'],
      inputs: { model },
      outputs: variant.predictions === undefined ? [] : [variant.predictions],
      metrics,
      displays: variant.displays ?? [],
    }),
  ].map((made) => ({ ...made, startedAt }));
  return {
    schema: 'labbook.experiment/1',
    id: variant.id as ExperimentId,
    name: variant.name ?? null,
    hypothesis: variant.hypothesis ?? null,
    tags: variant.tags ?? [],
    startedAt,
    finishedAt: new Date(Date.parse(startedAt) + seconds * 1000).toISOString(),
    seconds,
    state: variant.state ?? 'ok',
    command: ['run'],
    parent: null,
    pipeline: {
      file: 'pipeline.yaml',
      text: 'version: 1\nname: example\n',
      name: 'example',
      description: '',
      seed: 42,
      params,
      overrides: [],
      stages: [],
      sources: {},
    },
    git: {
      commit: '0123456789abcdef0123456789abcdef01234567',
      branch: 'main',
      isDirty: false,
      diff: '',
      isDiffTruncated: false,
    },
    environment: {
      labbook: '0.1.0',
      node: `${node}.20.2`,
      platform: 'linux',
      arch: 'x64',
      cpu: 'a processor',
      cpus: 2,
      memoryBytes: 8 * 2 ** 30,
    },
    stages,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [`evaluate.${name}`, metric]),
    ),
  };
}

/** Writes records as a run does: `experiments/<id>/record.json` under `root`. */
export async function writeRecords(root: string, records: readonly ExperimentRecord[]): Promise<void> {
  for (const record of records) {
    await mkdir(join(root, 'experiments', record.id), { recursive: true });
    await writeFile(join(root, 'experiments', record.id, 'record.json'), sealRecord(record));
  }
}

/** A table output as a record names it. */
export function table(
  name: string,
  { content, rows }: { readonly content: Digest; readonly rows: number },
): OutputRecord {
  return {
    name,
    path: `data/${name}.parquet`,
    format: 'parquet',
    blob: content,
    content,
    bytes: 100 + rows * 8,
    table: {
      rows,
      columns: [
        {
          table: '',
          name: 'price',
          type: 'DOUBLE',
          nulls: 0,
          distinct: rows,
          min: 1,
          max: rows,
          histogram: [rows],
        },
      ],
    },
  };
}

const code =
  "import { fit } from './lib/fit.ts';\n\nexport async function run(ctx) {\n  await fit(ctx, 10);\n}\n";

function stage(
  id: string,
  given: {
    readonly node: string;
    readonly params: Readonly<Record<string, Json>>;
    readonly dependsOn?: readonly string[];
    readonly inputs?: Readonly<Record<string, Digest>>;
    readonly code?: string;
    readonly packages?: Readonly<Record<string, string>>;
    readonly outputs: readonly OutputRecord[];
    readonly metrics?: Readonly<Record<string, Metric>>;
    readonly displays?: readonly Display[];
  },
): StageRecord {
  const text = given.code ?? `export function run() { /* ${id} */ }\n`;
  const recipe = {
    schema: 'stage-recipe/2' as const,
    code: { scheme: 'esbuild-0.28.2/1', digest: digestOf('test/code', text) },
    packages: given.packages ?? {},
    wiring: {},
    shown: { inputs: {}, outputs: {} },
    network: false,
    params: given.params,
    inputs: given.inputs ?? {},
    outputs: Object.fromEntries(given.outputs.map((output) => [output.name, output.format])),
    seed: 7,
    env: {},
    runtime: {
      node: given.node,
      v8: '11.3',
      icu: '78.2',
      tz: '2025c',
      unicode: '17.0',
      platform: 'linux',
      arch: 'x64',
    },
  };
  return {
    id,
    state: 'ran',
    reasons: [{ kind: 'first-run' }],
    seconds: 1,
    computeSeconds: 1,
    startedAt: '2026-11-22T14:32:00.000Z',
    attempts: 1,
    fingerprint: digestOf('stage-recipe/2', recipe) as Fingerprint,
    recipe,
    codeParts: { [`stages/${id}.ts`]: { run: digestOf('test/part', text) } },
    narrative: '',
    source: { path: `stages/${id}.ts`, text },
    dependsOn: given.dependsOn ?? [],
    inputs: Object.entries(given.inputs ?? {}).map(([name, content]) => ({
      name,
      from: `${given.dependsOn?.[0] ?? 'file'}.${name}`,
      content,
      bytes: 100,
    })),
    outputs: given.outputs,
    metrics: given.metrics ?? {},
    displays: given.displays ?? [],
    viewFailure: null,
    notices: [],
    log: [],
    failure: null,
  };
}

function pick(from: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
