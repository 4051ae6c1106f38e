import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numericColumn } from '../../src/learn/columns.ts';
import { readTable } from '../../src/learn/table/read-table.ts';
import { loadModel } from '../../src/registry/load-model.ts';
import { smallerModels } from '../support/smaller-models.ts';
import { digestsOf, ended, type RunJson, statesOf } from '../support/temporary-project.ts';

const test = suite('the example in fresh clones');
const repository = resolve(import.meta.dirname, '../..');

test('two clones in different places, one of them killed again and again, give the same models', async () => {
  using undisturbed = clone('labbook-a-');
  using disturbed = clone('labbook-another-place-');
  const first = await run(undisturbed.root);
  for (const delayMs of [900, 3500, 6500]) {
    const child = start(disturbed.root);
    const end = ended(child);
    await sleep(delayMs);
    child.kill('SIGKILL');
    await end;
  }
  const second = await run(disturbed.root);
  assert.equal(digestsOf(second), digestsOf(first));
  for (const name of ['train-network.weights', 'train-forest.model', 'evaluate.predictions']) {
    assert.match(digestsOf(first)[name] ?? '', /^sha256:/, name);
  }
  const again = await run(disturbed.root);
  assert.ok(Object.values(statesOf(again)).every((state) => state === 'cached'));
  assert.not.ok(again.created);

  // The registered ensemble answers the raw days of the test part as the evaluate stage did, bit for bit.
  const model = await loadModel('ensemble', 'latest', { root: disturbed.root });
  const rows = await readTable(join(disturbed.root, 'data/rows.parquet'));
  const evaluated = await readTable(join(disturbed.root, 'data/predictions.parquet'));
  const instants = numericColumn(rows, 'ts');
  const days = Array.from(numericColumn(evaluated, 'ts'), (ts) => instants.indexOf(ts));
  const answers = await model.predict(rows);
  assert.ok(days.length > 700);
  for (const name of model.classes) {
    const answered = Float64Array.from(days, (day) => answers.probabilities[name]?.[day] ?? Number.NaN);
    assert.equal(answered, evaluated[`p_${name}`], name);
  }
});

interface Clone extends Disposable {
  readonly root: string;
}

/** What git would give a stranger, with the built engine and the installed packages beside it. */
function clone(prefix: string): Clone {
  const root = mkdtempSync(join(tmpdir(), prefix));
  for (const path of [
    'src',
    'stages',
    'seed',
    'dist',
    'package.json',
    'package-lock.json',
    'pipeline.yaml',
  ]) {
    cpSync(join(repository, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

function start(root: string) {
  return spawn(process.execPath, [join(root, 'dist/labbook.js'), 'run', '--json', ...smallerModels], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: root },
  });
}

async function run(root: string): Promise<RunJson> {
  const { exitCode, stdout, stderr } = await ended(start(root));
  assert.is(exitCode, 0, stderr);
  return JSON.parse(stdout) as RunJson;
}

test.run();
