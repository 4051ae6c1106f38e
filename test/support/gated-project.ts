import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ranProject, type TemporaryProject } from './temporary-project.ts';

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

/** What `labbook check --json` prints. */
export interface CheckJson {
  readonly state: string;
  readonly bisect: string | null;
  readonly comparison: string | null;
  readonly seeds: number;
  readonly looks: { readonly times: number } | null;
  readonly report: {
    readonly verdicts: readonly {
      readonly at: string;
      readonly state: string;
      readonly facts: { readonly kind: string; readonly [key: string]: unknown };
    }[];
  };
}

/** The project after a run that was accepted as its baseline. */
export async function accepted(files = gatedPipeline): Promise<TemporaryProject> {
  return await ranProject(files, ['baseline', 'accept', '--reason', 'the first']);
}

export async function check(project: TemporaryProject, ...args: readonly string[]) {
  const end = await project.run('check', '--json', ...args);
  return { ...end, answer: JSON.parse(end.stdout) as CheckJson };
}

/** Each verdict's state and kind of facts. */
export const factsOf = ({ report }: CheckJson) =>
  report.verdicts.map(({ state, facts }) => `${state} ${facts.kind}`);

/** Puts a project's committed baseline into another, as a clone has it. */
export function copyBaseline(from: TemporaryProject, to: TemporaryProject): void {
  const [file = ''] = /baseline\/[0-9a-f]{16}\.csv\.gz/.exec(from.read('baseline.json')) ?? [];
  mkdirSync(join(to.root, 'baseline'), { recursive: true });
  for (const name of ['baseline.json', file]) copyFileSync(join(from.root, name), join(to.root, name));
}
