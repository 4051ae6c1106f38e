import { err, type Result } from '../base/result.ts';
import { isTransient, type SourceProblem } from '../model/source-problem.ts';

/** Tries again, visibly, what failed for a reason that may pass; the pause doubles with each attempt. */
export async function withRetries<T>(
  options: {
    readonly retries: number;
    readonly backoffMs?: number;
    readonly signal?: AbortSignal;
    readonly log?: { warn(message: string): void };
  },
  attempt: () => Promise<Result<T, SourceProblem>>,
): Promise<Result<T, SourceProblem>> {
  for (let failures = 0; ; ) {
    const result = await attempt();
    if (result.ok || !isTransient(result.error) || failures >= options.retries) return result;
    const pauseMs = (options.backoffMs ?? 500) * 2 ** failures;
    failures++;
    options.log?.warn(
      `${result.error.kind}; attempt ${failures + 1} of ${options.retries + 1} in ${pauseMs / 1000} s`,
    );
    await pause(pauseMs, options.signal);
    if (options.signal?.aborted) return err({ kind: 'cancelled' });
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
