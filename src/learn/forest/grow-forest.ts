import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { ForestJob } from './forest-job.ts';
import { featuresPerSplit } from './forest-params.ts';
import { startForestThreads, takeTree } from './forest-threads.ts';
import { type GrownTree, treeGrower } from './grow-tree.ts';

/** How training is run: none of it changes the result. */
export interface TrainingControl {
  /** Threads to grow trees on; default: the machine's, as far as the work is worth their start. */
  readonly threads?: number;
  /** Stops training, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each tree. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Told in a sentence what makes training slower than it could be. */
  readonly onWarning?: (message: string) => void;
}

/** Rows counted into a bin that take a thread about as long as its start. */
const WORK_PER_THREAD = 2e7;

/** All trees of the job, in order: the same for any number of threads, of which this one is the first. */
export async function growForest(job: ForestJob, control: TrainingControl): Promise<GrownTree[]> {
  const { signal, onProgress, onWarning } = control;
  const total = job.params.trees;
  const forest = new Array<GrownTree | undefined>(total).fill(undefined);
  let done = 0;
  const keep = (tree: number, grown: GrownTree): void => {
    // A thread that was not waited for may still send the tree that was grown here in its place.
    if (forest[tree] !== undefined) return;
    forest[tree] = grown;
    onProgress?.({ done: ++done, total });
  };
  const failed = new AbortController();
  const end = AbortSignal.any(signal === undefined ? [failed.signal] : [signal, failed.signal]);
  // What a callback throws at a thread's message ends training, as it does at a tree that is grown here.
  const guarded = (call: () => void): void => {
    try {
      call();
    } catch (error) {
      failed.abort(error);
    }
  };
  const queue = new SharedArrayBuffer(4);
  const helpers = startForestThreads(job, {
    threads: threadCount(job, control.threads) - 1,
    queue,
    onGrown: (tree, grown) => guarded(() => keep(tree, grown)),
    onBreak: (reason) => guarded(() => onWarning?.(`a forest thread broke off, the others go on: ${reason}`)),
  });
  try {
    const grow = treeGrower(job);
    const growHere = async (tree: number): Promise<void> => {
      end.throwIfAborted();
      keep(tree, grow(tree));
      // Lets the threads' messages, the signal and whatever else waits have their turn.
      await setImmediate();
    };
    for (let tree = takeTree(queue); tree < total; tree = takeTree(queue)) await growHere(tree);
    await unlessAborted(helpers.finished(), end);
    for (let tree = 0; tree < total; tree++) if (forest[tree] === undefined) await growHere(tree);
  } finally {
    helpers.stop();
  }
  return forest as GrownTree[];
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
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
