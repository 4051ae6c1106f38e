import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ForestJob } from './forest-job.ts';
import { type GrownTree, treeGrower } from './grow-tree.ts';

/** Threads that grow trees beside the one that started them. */
export interface ForestThreads {
  /** Resolves when no thread has a tree in hand any more. */
  finished(): Promise<void>;
  stop(): void;
}

interface ThreadRequest {
  readonly threads: number;
  /** One number: the next tree that nobody has taken. `takeTree` is the only way to one. */
  readonly queue: SharedArrayBuffer;
  /** Hears of each tree that a thread has grown, in any order; must not throw. */
  readonly onGrown: (tree: number, grown: GrownTree) => void;
  /** Hears why a thread broke off; the trees that it took are missing then. */
  readonly onBreak: (reason: string) => void;
}

/**
 * Starts threads that take trees of the job from the queue.
 *
 * A thread runs the file that holds this very code, whether that is this module, a stage's bundle or the
 * package's: its work begins where the call below is evaluated, and it exits there, so that nothing that
 * stands after it in the file runs in a thread. Where a thread cannot start (a file that Node cannot load
 * without a loader, a permission), the others are left with more trees. The annotation lets bundlers drop
 * all of it from a file that trains no forest.
 */
export const startForestThreads = /* @__PURE__ */ forestThreadsOfThisFile();

/** Takes the next tree; a number from the job's count of trees up means that there is none. */
export function takeTree(queue: SharedArrayBuffer): number {
  return Atomics.add(new Int32Array(queue), 0, 1);
}

interface ThreadTask {
  readonly job: ForestJob;
  readonly queue: SharedArrayBuffer;
}

type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'grown'; readonly tree: number; readonly grown: GrownTree };

function forestThreadsOfThisFile(): (job: ForestJob, request: ThreadRequest) => ForestThreads {
  const task = isMainThread
    ? undefined
    : (workerData as { labbookForest?: ThreadTask } | null)?.labbookForest;
  if (task !== undefined) {
    serve(task);
    process.exit(0);
  }
  return startThreads;
}

function serve({ job, queue }: ThreadTask): void {
  const post = (message: ThreadMessage, buffers: ArrayBufferLike[]): void =>
    parentPort?.postMessage(message, buffers as ArrayBuffer[]);
  post({ kind: 'ready' }, []);
  const grow = treeGrower(job);
  for (let tree = takeTree(queue); tree < job.params.trees; tree = takeTree(queue)) {
    const grown = grow(tree);
    const { feature, threshold, missingLeft, right, leaves } = grown.tree;
    const arrays = [feature, threshold, missingLeft, right, leaves, grown.importance];
    post(
      { kind: 'grown', tree, grown },
      arrays.map((array) => array.buffer),
    );
  }
}

function startThreads(job: ForestJob, { threads, queue, onGrown, onBreak }: ThreadRequest): ForestThreads {
  const workers: Worker[] = [];
  const working = new Set<Worker>();
  let settle = (): void => undefined;

  for (let i = 0; i < threads; i++) {
    try {
      const task: ThreadTask = { job, queue };
      workers.push(new Worker(new URL(import.meta.url), { workerData: { labbookForest: task } }));
    } catch (error) {
      onBreak((error as Error).message);
    }
  }
  for (const worker of workers) {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'ready') working.add(worker);
      else onGrown(message.tree, message.grown);
    });
    worker.on('error', (error: Error) => onBreak(error.message));
    worker.on('exit', () => {
      working.delete(worker);
      settle();
    });
  }

  return {
    // A thread that is not ready by now has no tree: nobody waits for it.
    finished: () =>
      new Promise((resolve) => {
        settle = () => {
          if (working.size === 0) resolve();
        };
        settle();
      }),
    stop: () => {
      for (const worker of workers) worker.terminate().catch(() => undefined);
    },
  };
}
