import { modelPipeline } from './model-pipeline.ts';

/**
 * The pipeline of `modelPipeline` with a stage between: rows have a gust each, whose mean over three is the feature
 * `wind`; a cloud that is missing stands at 0.5.
 */
export const predictPipeline: Readonly<Record<string, string>> = {
  ...modelPipeline,
  'pipeline.yaml': (modelPipeline['pipeline.yaml'] ?? '')
    .replace(
      '  train:\n    inputs: { table: rows.table }',
      `  features:
    inputs: { rows: rows.table }
    params: { window: 3 }
    outputs: { table: data/features.parquet, raw: data/raw.parquet }
  train:
    inputs: { table: features.table }`,
    )
    .replace('inputs: { table: rows.table, forest', 'inputs: { table: features.table, forest')
    .replaceAll(
      '    split: rows.table\n',
      `    split: rows.table
    predict:
      transforms: [features]
      rows: features.raw
      features: features.table
      neutral: { cloud: 0.5 }
      time: ts
      maxAge: 36500d
`,
    ),
  'stages/features.ts': `import { fillMissing } from './lib/fill-missing.ts';
import { groupRows, readTable, rollingMean, writeTable } from 'labbook/learn';
import { z } from 'zod';
export const params = z.object({ window: z.int() });
export function transform(rows: any, { window }: any) {
  const groups = groupRows(rows.ts.length === 0 ? [] : Array.from(rows.ts, () => 'one'));
  return { wind: rollingMean(rows.gust, { window, groups }), cloud: fillMissing(rows.cloud) };
}
export async function run(ctx: any) {
  const { wind: gust, ...rest } = await readTable(ctx.inputs.rows.path);
  const raw = { ...rest, gust };
  await writeTable(ctx.outputs.raw.path, raw, { types: { ts: 'timestamptz' } });
  const table = { ...rest, ...transform(raw, ctx.params) };
  const known = (column: any) => column.map((value: number) => (Number.isNaN(value) ? 0 : value));
  await writeTable(ctx.outputs.table.path, { ...table, wind: known(table.wind) }, { types: { ts: 'timestamptz' } });
}
`,
  'stages/lib/fill-missing.ts': 'export const fillMissing = (column: any) => column;\n',
};
