import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ForestParams } from '../../../src/learn/forest/forest-params.ts';
import { predictForest } from '../../../src/learn/forest/predict-forest.ts';
import { predictForestProba } from '../../../src/learn/forest/predict-forest-proba.ts';
import { trainForestClassifier } from '../../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../../src/learn/forest/train-forest-regressor.ts';

interface Case {
  readonly params: { max_depth?: number; min_samples_leaf?: number; min_samples_split?: number };
  readonly classWeight: ForestParams['classWeight'];
  /** A number a row, or a probability a class a row. */
  readonly predicted: (number | number[])[];
  readonly nodes: number;
  readonly importance: number[];
  readonly task: 'classification' | 'regression';
}

interface Fixture {
  readonly rows: number;
  readonly columns: number[][];
  readonly number: number[];
  readonly label: string[];
  readonly cases: Case[];
}

const text = readFileSync(new URL('./fixtures/sklearn-trees.json', import.meta.url), 'utf8');
const { rows, columns, number, label, cases } = JSON.parse(text) as Fixture;
const named = (part: (column: number[]) => number[]) =>
  Object.fromEntries(columns.map((column, f) => [`f${f}`, Float64Array.from(part(column))]));
const features = named((column) => column.slice(0, rows));
const fresh = named((column) => column.slice(rows));

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.is(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    assert.ok(Math.abs(a - e) <= 1e-9 * Math.max(1, Math.abs(e)), `${what} ${i}: ${a}, scikit-learn ${e}`);
  }
}

for (const { task, params: theirs, classWeight, predicted, nodes, importance } of cases) {
  const settings = JSON.stringify({ ...theirs, classWeight });
  test(`a single ${task} tree is scikit-learn's to 1e-9, with ${settings}`, async () => {
    const params: Partial<ForestParams> = {
      trees: 1,
      bootstrap: false,
      maxFeatures: 'all',
      maxDepth: theirs.max_depth ?? null,
      minSamplesLeaf: theirs.min_samples_leaf ?? 1,
      minSamplesSplit: theirs.min_samples_split ?? 2,
      classWeight,
    };
    if (task === 'regression') {
      const model = await trainForestRegressor({
        features,
        target: Float64Array.from(number),
        params,
        seed: 1,
      });
      near(predictForest(model, fresh), predicted as number[], 'row');
      assert.is(model.trees[0]?.feature.length, nodes);
      near(model.importance, importance, 'importance');
      return;
    }
    const classes = ['0', '1', '2'];
    const model = await trainForestClassifier({ features, labels: label, classes, params, seed: 1 });
    const proba = predictForestProba(model, fresh);
    for (const [c, column] of proba.entries()) {
      near(
        column,
        (predicted as number[][]).map((row) => row[c]!),
        `class ${c} row`,
      );
    }
    assert.is(model.trees[0]?.feature.length, nodes);
    near(model.importance, importance, 'importance');
  });
}

test.run();
