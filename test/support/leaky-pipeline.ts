/** A pipeline of prices as somebody writes it from the docs, and beside its honest stages one for each kind of leak. */

const head = `version: 1
name: leaks
seed: 3
checks: { future: true }
`;

const honest = `  features:
    inputs: { prices: 'file:prices.csv' }
    outputs: { table: data/features.parquet }
  label:
    inputs: { prices: 'file:prices.csv' }
    outputs: { table: data/labels.parquet }
  split:
    inputs: { features: features.table, labels: label.table }
    outputs: { table: data/split.parquet, preparation: data/preparation.json }
`;

const trained = (preparation: string) => `  train:
    inputs: { features: features.table, labels: label.table, split: split.table, preparation: '${preparation}' }
    outputs: { predictions: data/predictions.parquet }
`;

/** Output of the leaky stage → what leaks there. */
export const leaks: Readonly<Record<string, string>> = {
  centred: 'a window that is centred',
  scaled: 'a scaler fitted on all rows',
  encoded: 'a target encoding of all rows',
  shifted: "tomorrow's return, stamped today",
  stretched: 'a label three times its horizon',
  fitted: 'a file that is fitted on all rows',
};

const outputs = Object.keys(leaks).map((id) => `${id}: data/${id}.${id === 'fitted' ? 'json' : 'parquet'}`);
const leaky = `  leaky:
    inputs: { prices: 'file:prices.csv' }
    outputs: { ${outputs.join(', ')} }
`;

export const honestYaml = `${head}stages:\n${honest}${trained('split.preparation')}`;
export const leakyYaml = `${head}stages:\n${honest}${leaky}${trained('leaky.fitted')}`;

const read = `import { writeFileSync } from 'node:fs';
import * as learn from 'labbook/learn';
const { numericColumn, readTable, textColumn, writeTable } = learn;
const days = { types: { ts: 'timestamp', t0: 'timestamp', t1: 'timestamp' } };
async function prices(ctx) {
  const table = await readTable(ctx.inputs.prices.path, { query: 'SELECT symbol, ts, close FROM input ORDER BY symbol, ts' });
  return { symbol: textColumn(table, 'symbol'), ts: numericColumn(table, 'ts'), close: numericColumn(table, 'close') };
}
`;

const column = (output: string, name: string, expression: string) =>
  `  await writeTable(ctx.outputs.${output}.path, { symbol, ts, ${name}: ${expression} }, { types: { ts: 'timestamp' } });
`;

const label = (output: string, shown: number, used: number) => `{
  const about = { price: close, time: ts, groups: symbol, threshold: 0.02, classes: { up: 'up', flat: 'flat', down: 'down' } };
  const { t0, t1 } = learn.horizonLabels({ ...about, horizon: ${shown} });
  const { label, forwardReturn } = learn.horizonLabels({ ...about, horizon: ${used} });
  await writeTable(ctx.outputs.${output}.path, { symbol, ts, label, forward_return: forwardReturn, t0, t1 }, days);
  }
`;

const stage = (...lines: readonly string[]) => `// @ts-nocheck
${read}
export async function run(ctx) {
  const { symbol, ts, close } = await prices(ctx);
${lines.join('')}}
`;

export const stageFiles: Readonly<Record<string, string>> = {
  'stages/features.ts': stage(
    column('table', 'mean', 'learn.rollingMean(close, { window: 5, groups: symbol })'),
  ),
  'stages/label.ts': stage(label('table', 5, 5)),
  'stages/split.ts': `// @ts-nocheck
${read}
export async function run(ctx) {
  const features = await readTable(ctx.inputs.features.path);
  const labels = await readTable(ctx.inputs.labels.path);
  const times = { time: numericColumn(labels, 'ts'), t0: numericColumn(labels, 't0'), t1: numericColumn(labels, 't1') };
  const split = learn.chronologicalSplit({ ...times, fractions: { train: 0.7, validation: 0, test: 0.3 } });
  const table = learn.splitTable(split, { symbol: textColumn(labels, 'symbol'), ts: times.time });
  await writeTable(ctx.outputs.table.path, table, { types: { ts: 'timestamp' } });
  const rows = learn.rowsOfPart(split, { part: 'train' });
  const scaler = learn.fitScaler({ features: { mean: numericColumn(features, 'mean') }, rows, kind: 'standard' });
  writeFileSync(ctx.outputs.preparation.path, JSON.stringify(scaler));
}
`,
  'stages/train.ts': `// @ts-nocheck
${read}
export async function run(ctx) {
  const split = await readTable(ctx.inputs.split.path);
  const labels = await readTable(ctx.inputs.labels.path);
  const rows = [...labels.label.keys()].filter((row) => split.part[row] === 'test');
  const of = (column) => rows.map((row) => column[row]);
  const actual = of(labels.label);
  const predicted = actual.map(() => 'flat');
  const right = actual.filter((one) => one === 'flat').length / actual.length;
  ctx.metric('accuracy', right, { headline: true, n: actual.length, direction: 'higher' });
  await writeTable(ctx.outputs.predictions.path, { symbol: of(textColumn(labels, 'symbol')), ts: Float64Array.from(of(numericColumn(labels, 'ts'))), actual, predicted }, { types: { ts: 'timestamp' } });
}
`,
  'stages/leaky.ts': stage(
    column('centred', 'mean', 'close.map((_, i) => (close[i - 2] + close[i] + close[i + 2]) / 3)'),
    "  const scaler = learn.fitScaler({ features: { close }, rows: Array.from(close.keys()), kind: 'standard' });\n",
    column('scaled', 'close', 'learn.applyScaler(scaler, { close }).close'),
    `  const share = (day) => {
    const own = [...ts.keys()].filter((row) => new Date(ts[row]).getUTCDay() === day && row > 0);
    return own.reduce((sum, row) => sum + (close[row] > close[row - 1] ? 1 : 0), 0) / own.length;
  };
`,
    column('encoded', 'by_weekday', 'ts.map((at) => share(new Date(at).getUTCDay()))'),
    column('shifted', 'change', 'close.map((value, row) => (close[row + 1] ?? value) / value - 1)'),
    label('stretched', 5, 15),
    '  writeFileSync(ctx.outputs.fitted.path, JSON.stringify(scaler));\n',
  ),
};

/** Two symbols that walk at random, one row a day each. */
export function pricesCsv(days = 240): string {
  let state = 7;
  const draw = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const lines = ['symbol,ts,close'];
  for (const symbol of ['A', 'B']) {
    let close = 100;
    for (let day = 0; day < days; day++) {
      close *= 1 + (draw() - 0.5) * 0.06;
      lines.push(
        `${symbol},${new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)},${close.toFixed(4)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
