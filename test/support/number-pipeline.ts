/** A pipeline of three small stages: numbers → their squares (by a helper) → the sum, as a metric too. */
export const numberPipeline: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: numbers
seed: 7
params: { count: 5, power: 2 }
stages:
  numbers:
    params: { count: '\${params.count}' }
    outputs: { list: data/numbers.json }
  powers:
    inputs: { list: numbers.list }
    params: { power: '\${params.power}' }
    outputs: { list: data/powers.json }
  total:
    inputs: { list: powers.list }
    outputs: { sum: data/sum.json }
`,
  'stages/numbers.ts': `// Counts up, and draws.
import { writeFileSync } from 'node:fs';
import type { RunContext } from 'labbook';
import { z } from 'zod';
export const params = z.object({ count: z.int().min(1) });
export function run(ctx: RunContext<typeof params, never, 'list'>) {
  const list = Array.from({ length: ctx.params.count }, (_, i) => i + 1);
  writeFileSync(ctx.outputs.list.path, JSON.stringify({ list, drawn: [ctx.random(), Math.random()] }));
}
`,
  'stages/lib/raise.ts': `export function raise(value: number, power: number): number {
  return value ** power;
}
export function unused(): number {
  return 1;
}
`,
  'stages/powers.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import type { RunContext } from 'labbook';
import { z } from 'zod';
import { raise } from './lib/raise.ts';
export const params = z.object({ power: z.number().default(2) });
export async function run(ctx: RunContext<typeof params, 'list', 'list'>) {
  const { list } = JSON.parse(readFileSync(ctx.inputs.list.path, 'utf8'));
  ctx.log.info('raising ' + list.length + ' numbers');
  writeFileSync(ctx.outputs.list.path, JSON.stringify(list.map((value: number) => raise(value, ctx.params.power))));
}
export function view(ctx: any) {
  ctx.markdown('Raised to the power of ' + ctx.params.power);
}
`,
  'stages/total.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import type { RunContext } from 'labbook';
export function run(ctx: RunContext<unknown, 'list', 'sum'>) {
  const list: number[] = JSON.parse(readFileSync(ctx.inputs.list.path, 'utf8'));
  const sum = list.reduce((a, b) => a + b, 0);
  ctx.metric('sum', sum, { headline: true });
  writeFileSync(ctx.outputs.sum.path, JSON.stringify(sum));
}
`,
};
