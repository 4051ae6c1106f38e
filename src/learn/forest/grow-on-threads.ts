import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type GrownTree, treeGrower } from './grow-tree.ts';
import type { ForestJob } from './node-splitter.ts';

interface ThreadTask {
  readonly job: ForestJob;
  /** One number: the next tree that no thread has taken. */
  readonly queue: SharedArrayBuffer;
}

type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'grown'; readonly tree: number; readonly grown: GrownTree };

interface ThreadOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  onGrown(tree: number, grown: GrownTree): void;
}

/** A thread that has not begun by then is given up; its trees are grown elsewhere. */
const START_TIMEOUT_MS = 10_000;

/**
 * Grows trees of the job on that many threads and hands over each as it is done, in any order. Resolves
 * when no thread works any more, without an error where threads could not start or broke off: the caller
 * grows whatever is missing. Rejects with the signal's reason.
 *
 * A thread runs the file that holds this very code, whether that is this module, a stage's bundle or the
 * package's: it begins when the call below is evaluated, and ends there, so that nothing that stands after
 * it in the file runs in a thread. The annotation lets bundlers drop all of it where no forest is trained.
 */
export const growOnThreads = /* @__PURE__ */ threadsOfThisFile();

function threadsOfThisFile(): (job: ForestJob, options: ThreadOptions) => Promise<void> {
  const task = isMainThread
    ? undefined
    : (workerData as { labbookForest?: ThreadTask } | null)?.labbookForest;
  if (task !== undefined) {
    serve(task);
    process.exit(0);
  }
  return async (job, options) => {
    const queue = new SharedArrayBuffer(4);
    const runs = Array.from({ length: options.threads }, () => runThread({ job, queue }, options));
    await Promise.all(runs);
  };
}

function serve({ job, queue }: ThreadTask): void {
  parentPort?.postMessage({ kind: 'ready' } satisfies ThreadMessage);
  const grow = treeGrower(job);
  const next = new Int32Array(queue);
  for (let tree = Atomics.add(next, 0, 1); tree < job.params.trees; tree = Atomics.add(next, 0, 1)) {
    const grown = grow(tree);
    const { feature, threshold, missingLeft, right, leaves } = grown.tree;
    const buffers = [feature, threshold, missingLeft, right, leaves, grown.importance].map((a) => a.buffer);
    const message: ThreadMessage = { kind: 'grown', tree, grown };
    parentPort?.postMessage(message, buffers as ArrayBuffer[]);
  }
}

function runThread(task: ThreadTask, { signal, onGrown }: ThreadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let worker: Worker;
    try {
      worker = new Worker(new URL(import.meta.url), { workerData: { labbookForest: task } });
    } catch {
      resolve();
      return;
    }
    const stop = (): void => {
      worker.terminate().catch(() => undefined);
    };
    const startTimer = setTimeout(stop, START_TIMEOUT_MS);
    const abort = (): void => {
      reject(signal?.reason);
      stop();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: ThreadMessage) => {
      clearTimeout(startTimer);
      if (message.kind === 'ready') return;
      try {
        onGrown(message.tree, message.grown);
      } catch (error) {
        reject(error);
        stop();
      }
    });
    // An 'exit' follows each 'error'; that the thread broke off is known from the trees it did not send.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      clearTimeout(startTimer);
      signal?.removeEventListener('abort', abort);
      resolve();
    });
  });
}
