import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readTable } from '../../src/learn/table/read-table.ts';
import { latestModelVersion, loadModel } from '../../src/registry/load-model.ts';
import { modelPipeline } from '../support/model-pipeline.ts';
import { ended, ranProject } from '../support/temporary-project.ts';

const project = await ranProject(modelPipeline);
test.after(() => project[Symbol.dispose]());
const { root } = project;

test('a loaded model answers as it was evaluated, bit for bit: network, forest and their mean', async () => {
  const evaluated = await readTable(join(root, 'data/predictions.parquet'));
  const rows = { wind: evaluated.wind as Float64Array, cloud: evaluated.cloud as Float64Array };
  for (const name of ['network', 'forest', 'ensemble']) {
    const model = await loadModel(name, 'latest', { root });
    const { rain, dry } = await model.predictProba(rows);
    assert.equal([...(rain ?? [])], [...(evaluated[name] as Float64Array)], name);
    assert.ok(dry?.every((chance, i) => Math.abs(chance + (rain?.[i] ?? 0) - 1) < 1e-6));
  }
});

test('it tells what it reads, answers and came to, by version, alias and digest alike', async () => {
  const forest = await loadModel('forest', '1.0.0', { root });
  assert.equal(forest.features, ['cloud', 'wind']);
  assert.equal(forest.classes, ['dry', 'rain']);
  assert.is(forest.trainingData?.rows, 90);
  assert.ok((forest.metrics.accuracy?.value ?? 0) > 0.5);
  assert.is(await latestModelVersion('forest', { root }), '1.0.0');
  const refusal = await messageOf(loadModel('forest', '9.9.9', { root }));
  assert.match(refusal, 'the model forest has no version or alias "9.9.9"');
  const none = await messageOf(latestModelVersion('tree', { root }));
  assert.match(none, 'no model "tree"');
});

test('rows that lack a column, or hold text, are an Error that names it', async () => {
  const forest = await loadModel('forest', 'latest', { root });
  const of = (rows: never) => messageOf(forest.predictProba(rows));
  assert.match(await of({ cloud: [1] } as never), 'the rows have no column "wind"');
  assert.match(
    await of({ cloud: [1], wind: ['high'] } as never),
    'the column "wind" holds what is no number',
  );
});

test('loading a forest loads nothing of the engine, and no heavy package', async () => {
  const program = `import { loadModel } from 'labbook'; await loadModel('forest'); console.log('loaded');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: root, NODE_DEBUG: 'esm' },
  });
  const { exitCode, stdout, stderr } = await ended(child);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'loaded');
  for (const heavy of ['@duckdb', '@tensorflow', 'esbuild', 'vega', 'pg/', 'arquero', 'zod']) {
    assert.not.match(stderr, `/node_modules/${heavy}`, heavy);
  }
});

async function messageOf(refused: Promise<unknown>): Promise<string> {
  try {
    await refused;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

test.run();
