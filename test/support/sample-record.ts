import { type Digest, digestBytes } from '../../src/base/digest.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { ColumnSummary } from '../../src/model/column-summary.ts';
import type { Display } from '../../src/model/display.ts';
import type { Metric } from '../../src/model/metric.ts';
import type { StageSpec } from '../../src/model/pipeline.ts';
import type { Reason } from '../../src/model/reason.ts';
import type { Fingerprint } from '../../src/model/recipe.ts';
import type { ExperimentId, ExperimentRecord, OutputRecord, StageRecord } from '../../src/model/record.ts';
import type { OutputFormat } from '../../src/model/stage.ts';
import { sampleCharts } from './sample-charts.ts';

/** A record as a run of the stock-signals pipeline leaves one; its numbers are made up. */
export function sampleRecord(changes: Partial<ExperimentRecord> = {}): ExperimentRecord {
  const stages = changes.stages ?? sampleStages();
  return {
    schema: 'labbook.experiment/1',
    id: '20261122-1432-calm-otter' as ExperimentId,
    name: 'Wider window for the rolling features',
    hypothesis:
      'A 14-day window is less noisy than 7 days, so that the network separates hold from buy better.',
    tags: ['features', 'window'],
    startedAt: '2026-11-22T14:32:05.120Z',
    finishedAt: '2026-11-22T14:33:26.540Z',
    seconds: 81.42,
    state: 'ok',
    command: ['run', '--set', 'params.window=14'],
    parent: '20261121-0910-quiet-heron' as ExperimentId,
    pipeline: {
      file: 'pipeline.yaml',
      text: pipelineText,
      name: 'stock-signals',
      description: 'Buy, hold or sell the S&P 500 a week ahead, from prices and (synthetic) sentiment.',
      seed: 42,
      params: { window: 14, horizon: 7, threshold: 0.02 },
      overrides: ['params.window=14'],
      stages: stages.map(specOf),
      sources: {
        market: {
          id: 'market',
          kind: 'postgres',
          urlFrom: ['DATABASE_URL'],
          urlFile: null,
          embedded: { seed: 'stages/seed.ts', files: [] },
          connectTimeoutMs: 10_000,
          statementTimeoutMs: null,
          retries: 3,
        },
      },
    },
    git: {
      commit: '3f1c9a7be2d04c58a6f0b1d2e3c4a5968778695a',
      branch: 'main',
      isDirty: true,
      diff: '--- a/stages/features.ts\n+++ b/stages/features.ts\n@@ -12,3 +12,3 @@\n-const window = 7;\n+const window = 14;\n',
      isDiffTruncated: false,
    },
    environment: {
      labbook: '0.1.0',
      node: '20.20.2',
      platform: 'linux',
      arch: 'x64',
      cpu: 'Example CPU @ 2.50GHz',
      cpus: 2,
      memoryBytes: 8_326_991_872,
    },
    stages,
    metrics: Object.fromEntries(
      stages.flatMap((stage) =>
        Object.entries(stage.metrics).map(([name, metric]) => [`${stage.id}.${name}`, metric]),
      ),
    ),
    ...changes,
  };
}

/** The seven stages, with ten charts, tables and texts among their displays. */
export function sampleStages(): readonly StageRecord[] {
  const charts = sampleCharts();
  return [
    sampleStage('extract', {
      state: 'cached',
      reasons: [{ kind: 'same-recipe' }],
      seconds: 0.04,
      computeSeconds: 6.2,
      source: null,
      outputs: [
        output('snapshot', 'data/market.duckdb', 'duckdb', {
          rows: 15_312,
          columns: priceColumns('market_data'),
        }),
      ],
    }),
    sampleStage('features', {
      dependsOn: ['extract'],
      reasons: [{ kind: 'param', name: 'window', before: 7, after: 14 }],
      seconds: 1.24,
      params: { window: 14 },
      narrative: `Nine features a day, each from what was known at its close.

- price, its change, rolling mean and deviation over \`window\` days
- volume, its change, its rolling mean
- sentiment score and its trend (*synthetic*)

## Leakage

A feature of day *t* reads no row after *t*; see [the walk-forward note](https://example.org/walk-forward).

\`\`\`ts
const window = params.window; // days
\`\`\``,
      displays: [charts[0] as Display],
      outputs: [
        output('table', 'data/features.parquet', 'parquet', { rows: 5090, columns: featureColumns() }),
      ],
      log: ['reading 15,312 rows', 'dropped 14 rows without a full window'].map((text, index) => ({
        at: 0.2 + index * 0.7,
        level: 'info' as const,
        text,
      })),
    }),
    sampleStage('label', {
      dependsOn: ['extract'],
      state: 'cached',
      reasons: [{ kind: 'same-recipe' }],
      seconds: 0.02,
      computeSeconds: 0.6,
      params: { horizon: 7, threshold: 0.02 },
      outputs: [output('table', 'data/labels.parquet', 'parquet', { rows: 5097, columns: [] })],
    }),
    sampleStage('split', {
      dependsOn: ['features', 'label'],
      reasons: [
        {
          kind: 'input',
          name: 'features',
          from: 'features.table',
          before: digest('old features'),
          after: digest('features.table'),
        },
      ],
      seconds: 0.7,
      params: { shares: [0.7, 0.15, 0.15], purge: 7 },
      metrics: {
        'rows.train': { value: 3562 },
        'rows.test': { value: 763 },
        'rows.purged': { value: 14 },
        gap_days: { value: 1 },
      },
      displays: [
        {
          kind: 'table',
          title: 'Rows by part',
          description: 'One cut for all symbols; seven days are purged at each.',
          columns: [
            { name: 'part', values: ['train', 'validation', 'test'] },
            {
              name: 'from',
              values: ['2000-01-03T00:00:00Z', '2014-01-06T00:00:00Z', '2017-02-01T00:00:00Z'],
              format: 'date',
            },
            { name: 'rows', values: [3562, 757, 763], format: 'integer' },
            { name: 'hold', values: [0.52, 0.61, 0.58], format: 'percent' },
          ],
        },
      ],
      outputs: [
        output('rows', 'data/split.parquet', 'parquet', {
          rows: 5082,
          columns: featureColumns().slice(0, 3),
        }),
      ],
    }),
    sampleStage('train-network', {
      dependsOn: ['split'],
      reasons: [
        {
          kind: 'input',
          name: 'rows',
          from: 'split.rows',
          before: digest('old rows'),
          after: digest('split.rows'),
        },
      ],
      seconds: 52.8,
      params: { layers: [128, 64], dropout: 0.2, learningRate: 0.001, epochs: 40 },
      narrative: 'A small dense network: 128 and 64 units, ReLU, dropout 0.2, softmax.',
      displays: [charts[1] as Display],
      outputs: [output('model', 'ml-models/network.bin', 'file', null)],
      log: Array.from({ length: 40 }, (_, epoch) => ({
        at: epoch * 1.3,
        level: 'info' as const,
        text: `epoch ${epoch + 1}/40 loss ${(1.1 - epoch * 0.009).toFixed(4)}`,
      })),
    }),
    sampleStage('train-forest', {
      dependsOn: ['split'],
      reasons: [
        {
          kind: 'input',
          name: 'rows',
          from: 'split.rows',
          before: digest('old rows'),
          after: digest('split.rows'),
        },
      ],
      seconds: 3.1,
      params: { trees: 100, depth: 10 },
      narrative: 'A hundred trees of depth 10, features drawn for each split.',
      outputs: [output('model', 'ml-models/forest.json', 'json', null)],
    }),
    sampleStage('evaluate', {
      dependsOn: ['split', 'train-network', 'train-forest'],
      reasons: [
        {
          kind: 'input',
          name: 'network',
          from: 'train-network.model',
          before: digest('a'),
          after: digest('b'),
        },
        {
          kind: 'input',
          name: 'forest',
          from: 'train-forest.model',
          before: digest('c'),
          after: digest('d'),
        },
        { kind: 'code', file: 'stages/lib/scores.ts', name: 'macroF1', change: 'changed' },
      ],
      seconds: 2.4,
      narrative: 'Each model and their ensemble on the test rows, beside the majority class.',
      metrics: {
        accuracy: {
          value: 0.5586,
          interval: [0.5031, 0.6124],
          n: 763,
          effectiveN: 109,
          baseline: 0.5819,
          direction: 'higher',
          headline: true,
        },
        'majority.accuracy': { value: 0.5819, n: 763 },
        'macro-f1': {
          value: 0.4713,
          interval: [0.4302, 0.5117],
          n: 763,
          effectiveN: 109,
          baseline: 0.2453,
          direction: 'higher',
          headline: true,
        },
        'log-loss': {
          value: 0.9312,
          interval: [0.8874, 0.9741],
          n: 763,
          effectiveN: 109,
          baseline: 0.9526,
          direction: 'lower',
          headline: true,
        },
      },
      displays: [
        ...charts.slice(2),
        {
          kind: 'table',
          title: 'By class',
          columns: [
            { name: 'class', values: ['sell', 'hold', 'buy'] },
            { name: 'precision', values: [0.43, 0.67, 0.49], format: 'fixed2' },
            { name: 'recall', values: [0.45, 0.61, 0.55], format: 'fixed2' },
            { name: 'F1', values: [0.44, 0.64, 0.52], format: 'fixed2' },
            { name: 'rows', values: [135, 313, 175], format: 'integer' },
          ],
        },
        {
          kind: 'markdown',
          text: 'The ensemble is **not** better than always saying *hold* by accuracy; it is by macro F1.',
        },
      ],
      outputs: [output('predictions', 'data/predictions.parquet', 'parquet', { rows: 763, columns: [] })],
    }),
  ];
}

/** A stage that ran, with what is left out filled in. */
export function sampleStage(
  id: string,
  parts: Partial<StageRecord> & { readonly params?: JsonObject } = {},
): StageRecord {
  const { params = {}, ...rest } = parts;
  const dependsOn = parts.dependsOn ?? [];
  const isBlocked = parts.state === 'blocked';
  return {
    id,
    state: 'ran',
    reasons: [{ kind: 'first-run' }] satisfies Reason[],
    seconds: 1,
    computeSeconds: 1,
    startedAt: '2026-11-22T14:32:06.000Z',
    attempts: 1,
    fingerprint: isBlocked ? null : (digest(`${id} fingerprint`) as Fingerprint),
    recipe: isBlocked
      ? null
      : {
          schema: 'stage-recipe/2',
          code: { scheme: 'esbuild 0.28.2', digest: digest(`${id} code`) },
          packages: { 'arquero@8.0.3': 'sha512-made+up+for+the+sample==' },
          wiring: { '.': ['arquero@8.0.3'] },
          shown: { inputs: {}, outputs: {} },
          network: false,
          params,
          inputs: {},
          outputs: {},
          seed: 7,
          env: {},
          runtime: {
            node: '20.20.2',
            v8: '11.3',
            icu: '78.2',
            tz: '2025c',
            unicode: '17.0',
            platform: 'linux',
            arch: 'x64',
          },
        },
    codeParts: {},
    narrative: '',
    source: { path: `stages/${id}.ts`, text: sourceText(id) },
    dependsOn,
    inputs: dependsOn.map((from) => ({
      name: from,
      from: `${from}.table`,
      content: digest(`${from}.table`),
      bytes: 412_310,
    })),
    outputs: [],
    metrics: {} as Readonly<Record<string, Metric>>,
    displays: [],
    viewFailure: null,
    notices: [],
    log: [],
    failure: null,
    ...rest,
  };
}

function digest(text: string): Digest {
  return digestBytes(text);
}

export function output(
  name: string,
  path: string,
  format: OutputFormat,
  table: OutputRecord['table'],
): OutputRecord {
  return { name, path, format, blob: digest(`${path} bytes`), content: digest(path), bytes: 412_310, table };
}

function specOf(stage: StageRecord): StageSpec {
  return {
    id: stage.id,
    description: '',
    work:
      stage.source === null
        ? { kind: 'extract', source: 'market', refresh: 'on-change', schemaChange: 'fail' }
        : { kind: 'module', path: stage.source.path },
    inputs: {},
    params: {},
    outputs: Object.fromEntries(stage.outputs.map(({ name, path, format }) => [name, { path, format }])),
    env: [],
    resources: { cpus: 1, memoryMb: null },
    network: null,
    timeoutMs: null,
    retries: 0,
  };
}

function column(
  name: string,
  type: string,
  parts: {
    readonly min: Json;
    readonly max: Json;
    readonly nulls?: number;
    readonly distinct?: number;
    readonly histogram?: readonly number[] | null;
    readonly table?: string;
  },
): ColumnSummary {
  return {
    table: '',
    name,
    type,
    nulls: 0,
    distinct: 5090,
    histogram: [2, 9, 31, 88, 160, 240, 301, 280, 190, 120, 60, 33, 20, 12, 6, 3, 1, 0, 0, 1],
    ...parts,
  };
}

function priceColumns(table: string): readonly ColumnSummary[] {
  return [
    column('symbol', 'VARCHAR', { table, min: 'SPX', max: 'SPX', distinct: 1, histogram: null }),
    column('ts', 'TIMESTAMP', {
      table,
      min: '2000-01-03T00:00:00Z',
      max: '2020-04-17T00:00:00Z',
      distinct: 5104,
      histogram: Array.from({ length: 20 }, (_, bin) => 255 + (bin % 2)),
    }),
    column('close', 'DOUBLE', { table, min: 676.53, max: 3386.15, distinct: 4987 }),
    column('volume', 'BIGINT', { table, min: 356_070_000, max: 11_456_230_000, distinct: 4870 }),
  ];
}

function featureColumns(): readonly ColumnSummary[] {
  return [
    column('ts', 'DATE', {
      min: '2000-01-24',
      max: '2020-04-17',
      histogram: Array.from({ length: 20 }, () => 254),
    }),
    column('price_change', 'DOUBLE', { min: -0.1198405, max: 0.1158004 }),
    column('rolling_mean', 'DOUBLE', { min: 707.9143, max: 3352.186 }),
    column('rolling_std', 'DOUBLE', {
      min: 3.2214,
      max: 201.877,
      histogram: [900, 1400, 1100, 700, 400, 220, 140, 90, 60, 30, 20, 12, 8, 4, 3, 1, 1, 0, 0, 1],
    }),
    column('sentiment_trend', 'DOUBLE', { min: -0.41, max: 0.39, nulls: 12 }),
  ];
}

function sourceText(id: string): string {
  return `// What ${id} is for.
import { z } from 'zod';
import type { RunContext } from 'labbook';

export const params = z.object({ window: z.number().int().min(2).default(7) });

export async function run(ctx: RunContext<typeof params, 'table'>): Promise<void> {
  const rows = 5104;
  ctx.log.info(\`\${rows} rows & <counting>\`);
}
`;
}

const pipelineText = `version: 1
name: stock-signals
params:
  window: 7        # days
  horizon: 7
  threshold: 0.02
stages:
  features:
    module: stages/features.ts
    inputs: { snapshot: extract.snapshot }
    params: { window: "\${params.window}" }
`;
