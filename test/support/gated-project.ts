/**
 * A pipeline of three small stages with gates: rows with labels → a model that is right as often as `skill`
 * says → its predictions, scored. Another seed changes which rows it has right, not how many in the long run.
 */
export const gatedPipeline: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: gated
seed: 7
params: { rows: 600, skill: 0.8 }
stages:
  rows:
    params: { rows: '\${params.rows}' }
    outputs: { table: data/rows.json }
  train:
    inputs: { rows: rows.table }
    params: { skill: '\${params.skill}' }
    outputs: { model: data/model.json }
  evaluate:
    inputs: { rows: rows.table, model: train.model }
    outputs: { predictions: data/predictions.csv }
gates:
  metrics:
    evaluate.accuracy: { margin: 0.06, floor: 0.3 }
`,
  'stages/rows.ts': `import { writeFileSync } from 'node:fs';
import { z } from 'zod';
export const params = z.object({ rows: z.int() });
export function run(ctx: any) {
  // The labels are data: no seed may change them.
  const rows = Array.from({ length: ctx.params.rows }, (_, i) => ({ id: String(i).padStart(5, '0'), label: 'abc'[(i * 7919 + 13) % 3] }));
  writeFileSync(ctx.outputs.table.path, JSON.stringify(rows));
}
`,
  'stages/lib/answer.ts': `export function answer(label: string, isRight: boolean): string {
  return isRight ? label : label === 'a' ? 'b' : 'a';
}
`,
  'stages/train.ts': `import { writeFileSync } from 'node:fs';
import { z } from 'zod';
export const params = z.object({ skill: z.number().default(0.8), note: z.string().default('') });
export function run(ctx: any) {
  writeFileSync(ctx.outputs.model.path, JSON.stringify({ skill: ctx.params.skill }));
}
`,
  'stages/evaluate.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { answer } from './lib/answer.ts';
export const params = z.object({ style: z.string().default('plain') });
export function run(ctx: any) {
  const rows = JSON.parse(readFileSync(ctx.inputs.rows.path, 'utf8'));
  const { skill } = JSON.parse(readFileSync(ctx.inputs.model.path, 'utf8'));
  const predicted = rows.map((row: any) => answer(row.label, ctx.random() < skill));
  const lines = rows.map((row: any, i: number) => row.id + ',' + row.label + ',' + predicted[i]);
  writeFileSync(ctx.outputs.predictions.path, 'id,actual,predicted\\n' + lines.join('\\n') + '\\n');
  const right = rows.filter((row: any, i: number) => predicted[i] === row.label).length;
  ctx.metric('accuracy', right / rows.length, { direction: 'higher', headline: true, n: rows.length });
}
`,
};

/** The gates of the pipeline, replaced; the text stands below \`gates:\`. */
export function withGates(gates: string): Readonly<Record<string, string>> {
  const [head = ''] = (gatedPipeline['pipeline.yaml'] ?? '').split('gates:\n');
  return { ...gatedPipeline, 'pipeline.yaml': `${head}gates:\n${gates}` };
}
