import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { bindGroup, signalGroup } from '../../base/child-groups.ts';
import { engineFile } from '../../base/engine-file.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentId } from '../../model/record.ts';
import type { ExperimentSummary } from './experiment-summary.ts';

/**
 * The experiments that a SQL expression picks, see `pickExperiments`, in a process that is ended where it takes
 * too long or the signal aborts; then the signal's reason is thrown.
 */
export async function filterExperiments(
  experiments: readonly ExperimentSummary[],
  {
    where,
    signal,
    mostSeconds = 20,
  }: {
    readonly where: string;
    readonly signal: AbortSignal;
    /** A filter of thousands of experiments takes a fraction of a second. */
    readonly mostSeconds?: number;
  },
): Promise<Result<readonly ExperimentSummary[], Problem>> {
  const child = spawn(process.execPath, [engineFile('filter-process.js')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const endGroup = bindGroup(child);
  let isTooSlow = false;
  const kill = () => signalGroup(child.pid, 'SIGKILL');
  const timer = setTimeout(() => {
    isTooSlow = true;
    kill();
  }, mostSeconds * 1000);
  signal.addEventListener('abort', kill, { once: true });
  try {
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify({ experiments, where }));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    signal.throwIfAborted();
    if (isTooSlow)
      return err({ kind: 'filter-too-heavy', given: where, limit: 'time', seconds: mostSeconds });
    if (stdout === '') {
      if (/memory/i.test(stderr) || stderr === '') {
        return err({ kind: 'filter-too-heavy', given: where, limit: 'memory', seconds: mostSeconds });
      }
      throw new Error(`the filter ended without a word: ${stderr.slice(-500)}`);
    }
    const answer = JSON.parse(stdout) as Result<readonly ExperimentId[], Problem>;
    if (!answer.ok) return answer;
    const fits = new Set(answer.value);
    return ok(experiments.filter(({ id }) => fits.has(id)));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    endGroup();
  }
}
