/** Our side of the peers' bench, run from its bundle as stages are. */
import { predictBoostedProba, predictBoostedValues } from '../../src/learn/boosting/predict-boosted-trees.ts';
import {
  trainBoostedClassifier,
  trainBoostedRegressor,
} from '../../src/learn/boosting/train-boosted-trees.ts';
import { predictForest } from '../../src/learn/forest/predict-forest.ts';
import { trainForestClassifier } from '../../src/learn/forest/train-forest-classifier.ts';
import { trainForestRegressor } from '../../src/learn/forest/train-forest-regressor.ts';
import { balancedAccuracy } from '../../src/learn/metrics/balanced-accuracy.ts';
import { r2 } from '../../src/learn/metrics/r2.ts';
import { readData, readSizes } from './data-file.ts';
import type { FitJob, FitResult } from './fit-job.ts';

const job = JSON.parse(process.argv[2] ?? 'null') as FitJob | null;
if (job === null) throw new Error('give a job as JSON');
console.log(JSON.stringify(await fit(job)));

async function fit({ file, learner, trainRows, trees, maxDepth, threads, seed }: FitJob): Promise<FitResult> {
  const isRegression = readSizes(file).classes === 0;
  const { features, labels, target, classes } = readData(file);
  const part = (from: number, to?: number) =>
    Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column.slice(from, to)]));
  const train = { features: part(0, trainRows), seed };
  const held = part(trainRows);
  const start = performance.now();
  let fitted = 0;
  let score: number;
  if (isRegression) {
    const actual = target.slice(trainRows);
    const request = { ...train, target: target.slice(0, trainRows) };
    let predicted: Float64Array;
    if (learner === 'boosted') {
      const model = await trainBoostedRegressor({ ...request, params: { rounds: trees, maxDepth } });
      fitted = performance.now();
      predicted = predictBoostedValues(model, held);
    } else {
      const params = { trees, maxDepth: maxDepth === 0 ? null : maxDepth };
      const model = await trainForestRegressor({ ...request, params, threads });
      fitted = performance.now();
      predicted = predictForest(model, held);
    }
    score = r2({ actual, predicted });
  } else {
    const actual = labels.slice(trainRows);
    const request = { ...train, labels: labels.slice(0, trainRows), classes };
    let predicted: string[];
    if (learner === 'boosted') {
      const model = await trainBoostedClassifier({ ...request, params: { rounds: trees, maxDepth } });
      fitted = performance.now();
      predicted = mostProbable(predictBoostedProba(model, held), classes);
    } else {
      const params = { trees, maxDepth: maxDepth === 0 ? null : maxDepth };
      const model = await trainForestClassifier({ ...request, params, threads });
      fitted = performance.now();
      predicted = predictForest(model, held);
    }
    score = balancedAccuracy({
      actual,
      predicted,
      classes: classes.filter((name) => actual.includes(name) || predicted.includes(name)),
    });
  }
  return { fitSeconds: (fitted - start) / 1000, predictSeconds: (performance.now() - fitted) / 1000, score };
}

function mostProbable(columns: readonly Float64Array[], classes: readonly string[]): string[] {
  return Array.from(columns[0]!, (_, row) => {
    const shares = columns.map((column) => column[row]!);
    return classes[shares.indexOf(Math.max(...shares))]!;
  });
}
