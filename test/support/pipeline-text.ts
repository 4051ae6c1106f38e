import type { Result } from '../../src/base/result.ts';
import { type PipelineText, parsePipeline } from '../../src/config/parse-pipeline.ts';
import type { Pipeline } from '../../src/model/pipeline.ts';
import type { Problem } from '../../src/model/problem.ts';

/** A small valid pipeline, in lines that tests replace or add to. */
export const validPipeline = `version: 1
name: demo
seed: 42
params: {window: 7, network: {layers: [128, 64]}}
sources:
  market:
    kind: postgres
    url: \${env.DATABASE_URL:-}
stages:
  extract:
    kind: extract
    source: market
    tables: {prices: {key: [symbol, ts]}}
    outputs: {snapshot: data/snapshot.duckdb}
  features:
    inputs: {snapshot: extract.snapshot, extra: seed/x.csv}
    params: {window: "\${params.window}"}
    outputs: {table: data/features.parquet}
  label:
    inputs: {table: features.table}
    outputs: {table: data/label.parquet}
`;

const files = ['stages/features.ts', 'stages/label.ts', 'seed/x.csv', 'seed/y.csv', 'seed/market.ts'];

/** Parses a text as if it stood in a project with a few files. */
export function parseText(
  text: string,
  given: Partial<PipelineText> = {},
): Result<Pipeline, readonly Problem[]> {
  return parsePipeline({
    file: 'pipeline.yaml',
    text,
    overrides: [],
    env: {},
    fileExists: (path) => files.includes(path),
    hasMatch: (pattern) => pattern === 'seed/*.csv',
    leavesProject: (path) => path.startsWith('linked/'),
    isFolder: (path) => path === 'seed',
    ...given,
  });
}
