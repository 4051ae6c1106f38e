/** Faults planted in a clone of this repository turn its check red, and bisect finds them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blamed, check, planted, removeClone } from '../support/own-gate.ts';

const test = suite('faults planted in the example');

const clean = await check();

test('a scaler that prediction forgets turns it red, and bisect names it', async () => {
  const { exitCode, red, experiment } = await planted('src/learn/network/prepared-network.ts', {
    instead: 'predictNetworkProba(model, prepareFeatures(preparation, features))',
    code: 'predictNetworkProba(model, applyImputer(preparation.imputer, features))',
  });
  assert.is(exitCode, 3);
  assert.ok(red.includes('metrics.evaluate.network.log_loss.margin'), red.join());
  assert.equal(await blamed([clean.experiment, experiment], 'evaluate.network.log_loss'), [
    'src/learn/network/prepared-network.ts predictPreparedNetworkProba',
  ]);
});

test('swapped classes turn it red, and bisect names them', async () => {
  const { exitCode, red, experiment } = await planted('stages/evaluate.ts', {
    instead: 'model.classes.map((name, c) => [name, columns[c]',
    code: 'model.classes.map((name, c) => [name, columns[(c + 1) % 3]',
  });
  assert.is(exitCode, 3);
  assert.ok(red.includes('metrics.evaluate.forest.log_loss.margin'), red.join());
  assert.equal(await blamed([clean.experiment, experiment], 'evaluate.forest.log_loss'), [
    'stages/evaluate.ts forestProba',
  ]);
});

test('halved training data turn it red', async () => {
  const { exitCode, red } = await planted('stages/lib/labelled-rows.ts', {
    instead: 'if (wanted.some((part) => part === name)) rows.push(row);',
    code: "if (wanted.some((part) => part === name) && (name !== 'train' || row % 2 === 0)) rows.push(row);",
  });
  assert.is(exitCode, 3);
  assert.ok(red.includes('metrics.split.rows.train.floor'), red.join());
});

test.after(removeClone);

test.run();
