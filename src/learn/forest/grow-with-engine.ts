import type { NumericColumn } from '../columns.ts';
import type { ForestJob } from './forest-job.ts';
import type { ForestModel } from './forest-model.ts';
import type { ForestEngine } from './forest-params.ts';
import { growForest, type TrainingControl } from './grow-forest.ts';
import { meanImportance } from './mean-importance.ts';
import { mlRandomForest } from './ml-random-forest-engine.ts';

/** The part of a model that its engine decides. */
export async function growWithEngine(
  job: ForestJob,
  {
    engine,
    features,
    control,
  }: {
    engine: ForestEngine;
    features: Readonly<Record<string, NumericColumn>>;
    control: TrainingControl;
  },
): Promise<Pick<ForestModel, 'engine' | 'trees' | 'importance'>> {
  if (engine === 'histogram') {
    const grown = await growForest(job, control);
    return {
      engine,
      trees: grown.map(({ tree }) => tree),
      importance: meanImportance(grown, job.low.length),
    };
  }
  const isClassifier = job.task === 'classification';
  const trees = await mlRandomForest({
    ...control,
    task: job.task,
    rows: completeRows(features),
    target: Array.from(isClassifier ? new Uint16Array(job.target) : new Float64Array(job.target)),
    classes: job.classWeights.length,
    params: job.params,
    seed: job.seed,
  });
  return { engine, trees, importance: new Float64Array(job.low.length) };
}

function completeRows(features: Readonly<Record<string, NumericColumn>>): number[][] {
  const names = Object.keys(features);
  const columns = Object.values(features);
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((column, f) => {
      const value = column[row]!;
      if (Number.isNaN(value)) {
        throw new Error(
          `feature "${names[f]}" is missing in row ${row}; engine ml-random-forest has no missing values`,
        );
      }
      return value;
    }),
  );
}
