import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../base/write-atomic.ts';
import { type Command, refused } from './command.ts';

/** A first project: two stages that say what a stage looks like. */
const files: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: my-experiment
seed: 42
params:
  rows: 200

stages:
  sample:
    params: { rows: '\${params.rows}' }
    outputs: { table: data/sample.parquet }

  fit:
    inputs: { table: sample.table }
    outputs: { line: data/line.json }
`,
  'stages/sample.ts': `/** Draws points around a line: y = 2 x + 1 and noise. */
import type { RunContext } from 'labbook';
import { writeTable } from 'labbook/learn';
import { z } from 'zod';

export const params = z.object({ rows: z.int().min(2).default(200) });

export async function run(ctx: RunContext<typeof params, never, 'table'>): Promise<void> {
  const x = Float64Array.from({ length: ctx.params.rows }, () => ctx.random() * 10);
  const y = x.map((value) => 2 * value + 1 + (ctx.random() - 0.5));
  await writeTable(ctx.outputs.table.path, { x, y });
}
`,
  'stages/fit.ts': `/** Fits a line by least squares. */
import { writeFile } from 'node:fs/promises';
import type { RunContext, ViewContext } from 'labbook';
import { numericColumn, readTable } from 'labbook/learn';

export async function run(ctx: RunContext<unknown, 'table', 'line'>): Promise<void> {
  const table = await readTable(ctx.inputs.table.path);
  const x = numericColumn(table, 'x');
  const y = numericColumn(table, 'y');
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    mean(Float64Array.from(x, (value, i) => (value - mx) * ((y[i] ?? 0) - my))) /
    mean(Float64Array.from(x, (value) => (value - mx) ** 2));
  ctx.metric('slope', slope, { n: x.length, headline: true });
  await writeFile(ctx.outputs.line.path, JSON.stringify({ slope, intercept: my - slope * mx }));
}

export function view(ctx: ViewContext<unknown, 'table', 'line'>): void {
  ctx.markdown(\`The slope is **\${ctx.metrics.slope?.value.toFixed(3)}**.\`);
}
`,
  '.gitignore': `node_modules/
.labbook/
data/
experiments/
reports/
`,
};

export const initCommand: Command = {
  name: 'init',
  summary: 'write a first pipeline.yaml and two stages here',
  positionals: { label: '', min: 0, max: 0 },
  options: {},
  description: `Writes a small pipeline that runs, to be changed into your own. Files that are there already are left as they are; a folder that has a pipeline.yaml is refused.

  labbook init && labbook run`,

  async run(_input, context) {
    if (existsSync(join(context.root, 'pipeline.yaml'))) {
      return refused([{ kind: 'pipeline-exists' }], { schema: 'labbook.init/1', written: [] });
    }
    const written: string[] = [];
    for (const [path, text] of Object.entries(files)) {
      if (existsSync(join(context.root, path))) continue;
      await writeAtomic(join(context.root, path), text);
      written.push(path);
    }
    const lines = [...written.map((path) => `  ${path}`), 'Now: labbook run'];
    return { exitCode: 0, json: { schema: 'labbook.init/1', written }, text: lines.join('\n') };
  },
};
