/**
 * This repository gates itself: harmless changes leave its check green; what is missing, forged or planted does not,
 * and bisect finds it.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blamed, check, planted, removeClone } from '../support/own-gate.ts';

const test = suite("the example's own gate");

const clean = await check();

test('a clean clone, without a database, passes', () => {
  assert.is(clean.exitCode, 0, clean.said);
});

test('a comment and a reordered yaml leave it green, and run nothing', async () => {
  const comment = await planted('stages/evaluate.ts', {
    instead: 'const classes',
    code: '// Once more.\nconst classes',
  });
  assert.is(comment.exitCode, 0);
  assert.is(comment.experiment, clean.experiment);
  const reordered = await planted('pipeline.yaml', {
    instead: 'inputs: { snapshot: extract.snapshot }\n    params: { window: "${params.window}" }',
    code: 'params: { window: "${params.window}" }\n    inputs: { snapshot: extract.snapshot }',
  });
  assert.is(reordered.exitCode, 0, reordered.said);
  assert.is(reordered.experiment, clean.experiment);
});

test('another seed leaves it green', async () => {
  const { exitCode, said } = await check('--set', 'seed=43');
  assert.is(exitCode, 0, said);
});

test('a renamed metric turns it red', async () => {
  const { exitCode, red } = await planted('stages/evaluate.ts', {
    instead: 'ctx.metric(isEnsemble ? name :',
    code: "ctx.metric(isEnsemble ? name.replace('accuracy', 'acc') :",
  });
  assert.is(exitCode, 3);
  assert.ok(red.includes('metrics.evaluate.accuracy.margin'), red.join());
});

test('a baseline that was edited by hand turns it red', async () => {
  const { exitCode } = await planted('baseline.json', { instead: '"value": 0.7', code: '"value": 0.6' });
  assert.is(exitCode, 7);
});

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

test('halved training data turn it red, and bisect names what halved them', async () => {
  const { exitCode, red, experiment } = await planted('stages/lib/labelled-rows.ts', {
    instead: 'if (wanted.some((part) => part === name)) rows.push(row);',
    code: "if (wanted.some((part) => part === name) && (name !== 'train' || row % 2 === 0)) rows.push(row);",
  });
  assert.is(exitCode, 3);
  assert.ok(red.includes('metrics.split.rows.train.floor'), red.join());
  assert.equal(await blamed([clean.experiment, experiment], 'split.rows.train'), [
    'stages/lib/labelled-rows.ts labelledRows',
  ]);
});

test('labels that are no longer purged make a stage fail, and bisect names what purged them', async () => {
  const { exitCode, experiment } = await planted('src/learn/split/part-by-time.ts', {
    instead: "if (t1[row]! >= next) return 'purged';",
    code: '',
  });
  assert.is(exitCode, 1);
  assert.equal(await blamed([clean.experiment, experiment]), ['src/learn/split/part-by-time.ts partByTime']);
});

test.after(removeClone);

test.run();
