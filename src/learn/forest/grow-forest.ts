import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { featuresPerSplit } from './forest-params.ts';
import { growOnThreads } from './grow-on-threads.ts';
import { type GrownTree, treeGrower } from './grow-tree.ts';
import type { ForestJob } from './node-splitter.ts';

/** How training is run: none of it changes the result. */
export interface TrainingControl {
  /** Threads to grow trees on; default: the machine's, as far as the work is worth their start. */
  readonly threads?: number;
  /** Stops training, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each tree. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Rows counted into a bin that take a thread about as long as its start. */
const WORK_PER_THREAD = 2e7;

/** All trees of the job, in order: the same for any number of threads. */
export async function growForest(job: ForestJob, control: TrainingControl = {}): Promise<GrownTree[]> {
  const { signal, onProgress } = control;
  signal?.throwIfAborted();
  const total = job.params.trees;
  const forest = new Array<GrownTree | undefined>(total).fill(undefined);
  let done = 0;
  const keep = (tree: number, grown: GrownTree): void => {
    forest[tree] = grown;
    onProgress?.({ done: ++done, total });
  };
  const threads = threadCount(job, control.threads);
  if (threads > 1) await growOnThreads(job, { threads, signal, onGrown: keep });
  let grow: ReturnType<typeof treeGrower> | undefined;
  for (let tree = 0; tree < total; tree++) {
    if (forest[tree] !== undefined) continue;
    grow ??= treeGrower(job);
    keep(tree, grow(tree));
    // Lets the signal and whatever else waits have its turn.
    await setImmediate();
    signal?.throwIfAborted();
  }
  return forest as GrownTree[];
}

function threadCount(job: ForestJob, wanted: number | undefined): number {
  const { trees, maxDepth, maxFeatures } = job.params;
  if (wanted !== undefined) {
    if (!Number.isInteger(wanted) || wanted < 1) {
      throw new Error(`threads must be a whole number from 1, not ${wanted}`);
    }
    return Math.min(wanted, trees);
  }
  const levels = Math.min(maxDepth ?? Infinity, Math.ceil(Math.log2(job.rows + 1)));
  const work = job.rows * levels * featuresPerSplit(maxFeatures, job.low.length) * trees;
  return Math.max(1, Math.min(availableParallelism(), trees, Math.floor(work / WORK_PER_THREAD)));
}
