/**
 * Our side of the bench, run from its bundle as stages are. Takes a job as JSON in its first argument and
 * prints one JSON line; `sklearn_peer.py` takes the same jobs.
 */
import { readFileSync } from 'node:fs';
import type { ForestParams } from '../../src/learn/forest/forest-params.ts';
import { predictForest } from '../../src/learn/forest/predict-forest.ts';
import { trainForestClassifier } from '../../src/learn/forest/train-forest-classifier.ts';
import { readData } from './data-file.ts';

export type Job =
  /** Trains on the whole file once and says how long that took. */
  | (Common & { readonly kind: 'time' })
  /** For each file of fold numbers (a byte a row): each fold predicted by a forest trained on the others. */
  | (Common & {
      readonly kind: 'folds';
      readonly foldFiles: readonly string[];
      /** How many of the folds, from the first, are predicted. */
      readonly tested: number;
    });

interface Common {
  readonly file: string;
  readonly threads: number;
  readonly trees: number;
  readonly maxDepth: number | null;
}

export interface TimeResult {
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  readonly accuracy: number;
  readonly peakMegabytes: number;
}

const job = JSON.parse(process.argv[2] ?? 'null') as Job | null;
if (job === null) throw new Error('give a job as JSON');
console.log(JSON.stringify(job.kind === 'time' ? await time(job) : await accuracies(job)));

async function time({ file, threads, trees, maxDepth }: Common): Promise<TimeResult> {
  const { features, labels, classes } = readData(file);
  const params: Partial<ForestParams> = { trees, maxDepth };
  const start = performance.now();
  const model = await trainForestClassifier({ features, labels, classes, params, seed: 1, threads });
  const trained = performance.now();
  const predicted = predictForest(model, features);
  const end = performance.now();
  return {
    fitSeconds: (trained - start) / 1000,
    predictSeconds: (end - trained) / 1000,
    accuracy: predicted.filter((name, row) => name === labels[row]).length / labels.length,
    peakMegabytes: process.resourceUsage().maxRSS / 1000,
  };
}

async function accuracies(job: Extract<Job, { kind: 'folds' }>): Promise<number[]> {
  const { features, labels, classes } = readData(job.file);
  const params: Partial<ForestParams> = { trees: job.trees, maxDepth: job.maxDepth };
  const result: number[] = [];
  for (const [seed, foldFile] of job.foldFiles.entries()) {
    const foldOf = readFileSync(foldFile);
    let right = 0;
    let rows = 0;
    for (let fold = 0; fold < job.tested; fold++) {
      const inside = Array.from(labels.keys()).filter((row) => foldOf[row] !== fold);
      const outside = Array.from(labels.keys()).filter((row) => foldOf[row] === fold);
      const model = await trainForestClassifier({
        features: take(features, inside),
        labels: inside.map((row) => labels[row]!),
        classes,
        params,
        seed,
        threads: job.threads,
      });
      const predicted = predictForest(model, take(features, outside));
      right += predicted.filter((name, i) => name === labels[outside[i]!]).length;
      rows += outside.length;
    }
    result.push(right / rows);
  }
  return result;
}

function take(features: Record<string, Float64Array>, rows: readonly number[]): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(features).map(([name, column]) => [name, Float64Array.from(rows, (row) => column[row]!)]),
  );
}
