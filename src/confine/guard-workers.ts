import workers from 'node:worker_threads';

/** Gives threads the flags of their process: with flags of their own they would begin without its permissions. */
export function guardWorkers(): void {
  const { Worker } = workers;
  workers.Worker = class extends Worker {
    constructor(file: string | URL, options: workers.WorkerOptions = {}) {
      const { execArgv: _own, ...others } = options;
      super(file, others);
    }
  };
}
