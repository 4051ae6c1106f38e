import type { StageSpec } from '../model/pipeline.ts';
import type { ShownFiles } from '../model/recipe.ts';
import type { OutputFormat } from '../model/stage.ts';
import { findStage } from './order-stages.ts';

/** What a stage is shown of its files besides their content. */
export function shownFiles(spec: StageSpec, stages: readonly StageSpec[]): ShownFiles {
  const inputs: Record<string, ShownFiles['inputs'][string]> = {};
  for (const [name, input] of Object.entries(spec.inputs)) {
    if (input.kind === 'file') inputs[name] = { format: formatOfPath(input.path), path: input.path };
    if (input.kind === 'folder') inputs[name] = { format: 'folder', path: input.path };
    if (input.kind !== 'output') continue;
    const upstream = findStage(stages, input.stage)?.outputs[input.output];
    if (upstream !== undefined) inputs[name] = { format: upstream.format, path: upstream.path };
  }
  // The output's name keeps two files apart; the path's ending tells libraries the format.
  const outputs = Object.entries(spec.outputs).map(([name, { path }]) => [
    name,
    `${name}-${path.split('/').at(-1)}`,
  ]);
  return { inputs, outputs: Object.fromEntries(outputs) };
}

/** The format that the ending of a path gives. */
export function formatOfPath(path: string): OutputFormat {
  const ending = /\.([a-z]+)$/.exec(path)?.[1];
  return ending === 'parquet' || ending === 'duckdb' || ending === 'csv' || ending === 'json'
    ? ending
    : 'file';
}
