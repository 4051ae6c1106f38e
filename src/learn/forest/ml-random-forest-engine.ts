import { setImmediate } from 'node:timers/promises';
import { deriveSeed } from '../../base/random.ts';
import { type ForestTree, LEAF } from './forest-model.ts';
import { type ForestParams, type ForestTask, featuresPerSplit } from './forest-params.ts';
import type { TrainingControl } from './grow-forest.ts';

export interface MlForestRequest extends TrainingControl {
  readonly task: ForestTask;
  /** Rows, each with a finite number a feature. */
  readonly rows: number[][];
  /** Class numbers, or the numbers to predict. */
  readonly target: number[];
  readonly classes: number;
  readonly params: ForestParams;
  readonly seed: number;
}

/** Rows above which training takes minutes. */
const SLOW_ROWS = 2_000;
const PROBE_ROWS = 500;

/**
 * Trees of the npm package ml-random-forest, one call of it a tree, converted to ours. Each tree draws its
 * features once, not at each split, and training time grows with the square of the rows. Above 2,000 rows
 * `onWarning` hears an estimate in minutes. Throws for parameters that the package has no equal of.
 */
export async function mlRandomForest(request: MlForestRequest): Promise<ForestTree[]> {
  const { rows, params, seed, signal, onProgress, onWarning } = request;
  refuseUnsupported(params);
  const growOne = await treeMaker(request);
  if (rows.length > SLOW_ROWS) onWarning?.(slowness(request, growOne));
  const trees: ForestTree[] = [];
  for (let tree = 0; tree < params.trees; tree++) {
    signal?.throwIfAborted();
    trees.push(growOne(rows, request.target, deriveSeed(seed, `tree ${tree}`)));
    onProgress?.({ done: tree + 1, total: params.trees });
    await setImmediate();
  }
  return trees;
}

type GrowOne = (rows: number[][], target: number[], seed: number) => ForestTree;

/** What is read of the package's objects. */
interface MlNode {
  readonly left?: MlNode;
  readonly right?: MlNode;
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly distribution?: number | { to1DArray(): number[] };
}

interface MlForest {
  readonly estimators: readonly { readonly root: MlNode }[];
  readonly indexes: readonly (readonly number[])[];
  train(rows: number[][], target: number[]): void;
}

async function treeMaker({ task, rows, classes, params }: MlForestRequest): Promise<GrowOne> {
  const library = (await import('ml-random-forest')) as unknown as Record<
    'RandomForestClassifier' | 'RandomForestRegression',
    new (
      options: object,
    ) => MlForest
  >;
  const Forest = task === 'classification' ? library.RandomForestClassifier : library.RandomForestRegression;
  const features = rows[0]?.length ?? 0;
  const drawn = featuresPerSplit(params.maxFeatures, features);
  return (someRows, target, seed) => {
    const forest = new Forest({
      nEstimators: 1,
      // The package takes 1 for "all"; a fraction that rounds down to one feature means one.
      maxFeatures: drawn === 1 && features > 1 ? 1.5 / features : drawn,
      replacement: false,
      useSampleBagging: params.bootstrap,
      noOOB: true,
      seed,
      // A node of at most minNumSamples rows is a leaf. The package's own gainThreshold, 0.01, stops at the
      // root where no single cut gains that much, and the forest then answers with one class.
      treeOptions: {
        gainThreshold: 0,
        maxDepth: params.maxDepth ?? Infinity,
        minNumSamples: params.minSamplesSplit - 1,
      },
    });
    forest.train(someRows, target);
    return convert(forest.estimators[0]!.root, { columns: forest.indexes[0]!, classes });
  };
}

function refuseUnsupported(params: ForestParams): void {
  const faults: string[] = [];
  if (params.minSamplesLeaf !== 1) faults.push('minSamplesLeaf other than 1');
  if (params.subsample !== 1) faults.push('subsample other than 1');
  if (params.classWeight !== null) faults.push('classWeight');
  if (params.oobScore) faults.push('oobScore');
  if (faults.length > 0) throw new Error(`engine ml-random-forest does not have ${faults.join(', ')}`);
}

/** Times a tree on some of the rows; the second one, since the first is slowed by compilation. */
function slowness({ rows, target, params, seed }: MlForestRequest, growOne: GrowOne): string {
  const step = rows.length / PROBE_ROWS;
  const places = Array.from({ length: PROBE_ROWS }, (_, i) => Math.floor(i * step));
  const someRows = places.map((place) => rows[place]!);
  const someTarget = places.map((place) => target[place]!);
  growOne(someRows, someTarget, seed);
  const start = performance.now();
  growOne(someRows, someTarget, seed);
  const minutes = ((performance.now() - start) / 60_000) * step ** 2 * params.trees;
  const estimate = minutes < 1.5 ? '1 minute' : `${Math.round(minutes)} minutes`;
  return (
    `engine ml-random-forest needs about ${estimate} for ${params.trees} trees on ${rows.length} rows ` +
    '(its time grows with the square of the rows); engine histogram needs seconds'
  );
}

function convert(
  root: MlNode,
  { columns, classes }: { columns: readonly number[]; classes: number },
): ForestTree {
  const feature: number[] = [];
  const threshold: number[] = [];
  const right: number[] = [];
  const leaves: number[] = [];
  let leafCount = 0;
  const waiting: { node: MlNode; parent: number }[] = [{ node: root, parent: -1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    const at = feature.length;
    if (parent !== -1) right[parent] = at;
    if (node.left !== undefined && node.right !== undefined) {
      feature.push(columns[node.splitColumn!]!);
      threshold.push(nextBelow(node.splitValue!));
      right.push(-1);
      waiting.push({ node: node.right, parent: at }, { node: node.left, parent: -1 });
      continue;
    }
    feature.push(LEAF);
    threshold.push(0);
    right.push(leafCount++);
    if (typeof node.distribution === 'number') leaves.push(node.distribution);
    else leaves.push(...vote(node.distribution!.to1DArray(), classes));
  }
  return {
    feature: Uint16Array.from(feature),
    threshold: Float64Array.from(threshold),
    missingLeft: new Uint8Array(feature.length),
    right: Int32Array.from(right),
    leaves: classes > 0 ? Uint32Array.from(leaves) : Float64Array.from(leaves),
  };
}

/** The package's trees vote: one row of the leaf's most frequent class, the first of equals. */
function vote(shares: readonly number[], classes: number): number[] {
  let best = 0;
  for (let c = 1; c < shares.length; c++) if (shares[c]! > shares[best]!) best = c;
  return Array.from({ length: classes }, (_, c) => (c === best ? 1 : 0));
}

/** The greatest double below `value`: the package goes left where x < value, we where x ≤ threshold. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += value > 0 ? -1n : 1n;
  return new Float64Array(bits.buffer)[0]!;
}
