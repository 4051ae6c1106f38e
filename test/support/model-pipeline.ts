/** A pipeline of seconds that makes a network and a forest of invented rows, and scores both and their mean. */
export const modelPipeline: Readonly<Record<string, string>> = {
  'pipeline.yaml': `version: 1
name: rain
seed: 11
stages:
  rows:
    params: { count: 120, shift: 0 }
    outputs: { table: data/rows.parquet }
  train:
    inputs: { table: rows.table }
    params: { trees: 3 }
    outputs: { forest: data/forest.bin, weights: data/net.safetensors, topology: data/net.json }
  evaluate:
    inputs: { table: rows.table, forest: train.forest, weights: train.weights, topology: train.topology }
    outputs: { predictions: data/predictions.parquet }
models:
  network:
    files: { weights: train.weights, topology: train.topology }
    evaluate: evaluate
    metrics: network
    split: rows.table
  forest:
    files: { forest: train.forest }
    evaluate: evaluate
    metrics: forest
    split: rows.table
  ensemble:
    members: [network, forest]
    evaluate: evaluate
    metrics: ensemble
registry: { signatures: where-signed }
`,
  'stages/rows.ts': `import { writeTable } from 'labbook/learn';
import { z } from 'zod';
export const params = z.object({ count: z.int(), shift: z.number() });
export async function run(ctx: any) {
  const { count, shift } = ctx.params;
  const cloud = Float64Array.from({ length: count }, () => ctx.random());
  const wind = Float64Array.from({ length: count }, () => ctx.random() + shift);
  await writeTable(ctx.outputs.table.path, {
    ts: Float64Array.from({ length: count }, (_, i) => Date.UTC(2020, 0, 1 + i)),
    cloud, wind,
    label: Array.from(cloud, (value, i) => (value + 0.2 * wind[i] > 0.6 ? 'rain' : 'dry')),
    part: Array.from(cloud, (_, i) => (i < count * 0.75 ? 'train' : 'test')),
  }, { types: { ts: 'timestamptz' } });
}
`,
  'stages/train.ts': `import { writeFile } from 'node:fs/promises';
import { encodeForest, encodePreparedNetwork, fitImputer, fitScaler, prepareFeatures, readTable, takeRows,
  trainForestClassifier, trainNetworkClassifier } from 'labbook/learn';
import { z } from 'zod';
export const params = z.object({ trees: z.int() });
export async function run(ctx: any) {
  const table = await readTable(ctx.inputs.table.path);
  const rows = table.part.flatMap((part, i) => (part === 'train' ? [i] : []));
  const { cloud, wind, label: labels } = takeRows(table, rows);
  const features = { cloud, wind };
  const given = { classes: ['dry', 'rain'], labels, seed: ctx.seed };
  const forest = await trainForestClassifier({ ...given, features, params: { trees: ctx.params.trees, maxDepth: 4 } });
  await writeFile(ctx.outputs.forest.path, encodeForest(forest));
  const fitted = { features, rows: labels.map((_, i) => i) };
  const preparation = {
    imputer: fitImputer({ ...fitted, kind: 'median' }),
    scaler: fitScaler({ ...fitted, kind: 'standard' }),
  };
  const model = await trainNetworkClassifier({
    ...given, features: prepareFeatures(preparation, features), backend: 'cpu',
    params: { layers: [{ units: 3, activation: 'relu' }], epochs: 2, batchSize: 16 },
  });
  const files = encodePreparedNetwork({ model, preparation });
  await writeFile(ctx.outputs.weights.path, files.weights);
  await writeFile(ctx.outputs.topology.path, files.topology);
}
`,
  'stages/evaluate.ts': `import { readFile } from 'node:fs/promises';
import { decodeForest, decodePreparedNetwork, predictForestProba, predictPreparedNetworkProba, readTable, takeRows,
  writeTable } from 'labbook/learn';
export async function run(ctx: any) {
  const table = await readTable(ctx.inputs.table.path);
  const test = takeRows(table, table.part.flatMap((part, i) => (part === 'test' ? [i] : [])));
  const rows = { cloud: test.cloud, wind: test.wind };
  const [, forest] = predictForestProba(decodeForest(await readFile(ctx.inputs.forest.path)), rows);
  const files = {
    weights: await readFile(ctx.inputs.weights.path),
    topology: await readFile(ctx.inputs.topology.path, 'utf8'),
  };
  const { rain: network } = await predictPreparedNetworkProba(decodePreparedNetwork(files), rows);
  const ensemble = Float64Array.from(forest, (value, i) => (network[i] + value) / 2);
  for (const [name, column] of Object.entries({ network, forest, ensemble })) {
    const right = Array.from(column).filter((p, i) => (p > 0.5 ? 'rain' : 'dry') === test.label[i]).length;
    ctx.metric(name + '.accuracy', right / column.length, { n: column.length, headline: name === 'ensemble' });
  }
  await writeTable(ctx.outputs.predictions.path, { ...rows, network, forest, ensemble });
}
`,
};
