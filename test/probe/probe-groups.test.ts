/** What the test part's patients are like tells nothing of the others, or the check names what it tells. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LeakageCheck, ProbeCheck } from '../../src/model/leakage-check.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('probing for groups');

const read = `// @ts-nocheck
import { writeFileSync } from 'node:fs';
import * as learn from 'labbook/learn';
const { numericColumn, readTable, textColumn, writeTable } = learn;
async function visits(ctx) {
  const table = await readTable(ctx.inputs.visits.path);
  return { id: numericColumn(table, 'id'), patient: textColumn(table, 'patient'), pulse: numericColumn(table, 'pulse') };
}
`;
const files = {
  'visits.csv': [
    'id,patient,pulse',
    ...Array.from({ length: 120 }, (_, i) => `${i},p${i % 24},${50 + ((i * 37) % 41) + i / 100}`),
    '',
  ].join('\n'),
  'stages/features.ts': `${read}
export async function run(ctx) {
  const { id, patient, pulse } = await visits(ctx);
  await writeTable(ctx.outputs.table.path, { id, patient, fast: pulse.map((one) => one - 60) });
}
`,
  'stages/ranked.ts': `${read}
export async function run(ctx) {
  const { id, patient, pulse } = await visits(ctx);
  await writeTable(ctx.outputs.table.path, { id, patient, above: pulse.map((one) => pulse.filter((other) => other < one).length) });
}
`,
  'stages/split.ts': `${read}
import { z } from 'zod';
export const params = z.object({ torn: z.boolean().default(false) });
export async function run(ctx) {
  const { id, patient, pulse } = await visits(ctx);
  const split = learn.groupSplit({ group: patient, fractions: { train: 0.7, validation: 0, test: 0.3 }, seed: 4 });
  const part = [...split.part];
  if (ctx.params.torn) part[part.indexOf('test')] = 'train';
  await writeTable(ctx.outputs.table.path, { id, patient, part });
  const rows = learn.rowsOfPart({ ...split, part }, { part: 'train' });
  writeFileSync(ctx.outputs.scaler.path, JSON.stringify(learn.fitScaler({ features: { pulse }, rows, kind: 'standard' })));
}
`,
  'stages/train.ts': `// @ts-nocheck
import { writeFileSync } from 'node:fs';
export function run(ctx) { writeFileSync(ctx.outputs.model.path, '{}'); }
`,
};

const yaml = ({ torn, ranked }: { readonly torn: boolean; readonly ranked: boolean }) => `version: 1
name: visits
seed: 2
checks: { groups: patient }
stages:
  features: { inputs: { visits: 'file:visits.csv' }, outputs: { table: data/features.parquet } }
${ranked ? "  ranked: { inputs: { visits: 'file:visits.csv' }, outputs: { table: data/ranked.parquet } }\n" : ''}  split:
    inputs: { visits: 'file:visits.csv' }
    params: { torn: ${torn} }
    outputs: { table: data/split.parquet, scaler: data/scaler.json }
  train: { inputs: { scaler: split.scaler }, outputs: { model: data/model.json } }
`;

test('names a feature that is ranked among all, a patient in two parts, and passes the honest rest', async () => {
  using project = temporaryProject({ ...files, 'pipeline.yaml': yaml({ torn: true, ranked: true }) });
  const leaky = await groupsOf(project);
  assert.is(leaky?.state, 'failed');
  const found = leaky?.findings.map((one) => [one.stage, one.kind, one.kind === 'value' ? one.column : '']);
  assert.equal(found, [
    ['ranked', 'value', 'above'],
    ['split', 'in-both', ''],
  ]);
  project.write('pipeline.yaml', yaml({ torn: false, ranked: false }));
  const honest = await groupsOf(project);
  assert.is(honest?.state, 'passed', JSON.stringify(honest));
  assert.equal(
    honest?.judged.map(({ stage, output, rows }) => [`${stage}.${output}`, rows]),
    [
      ['features.table', 85],
      ['split.scaler', null],
    ],
  );
});

async function groupsOf(project: TemporaryProject) {
  const { answer, stderr } = await project.runJson();
  assert.is(answer.state, 'ok', stderr);
  const { checks = [] } = answer as { readonly checks?: readonly LeakageCheck[] };
  return checks.find((one): one is ProbeCheck => one.kind === 'groups');
}

test.run();
