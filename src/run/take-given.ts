import { placeOutputs } from '../execute/place-outputs.ts';
import type { Outcome } from '../model/outcome.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { RunEffects } from './run-effects.ts';
import type { RunRequest } from './run-pipeline.ts';

/** Takes a result as it was recorded, without asking what the stage's recipe would be now. */
export async function takeGiven(
  { request, spec, given }: { request: RunRequest; spec: StageSpec; given: ResultRecord },
  { root, store, index, now }: RunEffects,
): Promise<Outcome> {
  const startedAt = now();
  const placed = await placeOutputs({
    root,
    run: request.run,
    outputs: spec.outputs,
    result: given,
    store,
    index,
    onReplaced: () => undefined,
  });
  const { fingerprint, recipe, codeParts } = given;
  const base = {
    stage: spec.id,
    reasons: [],
    attempts: 0,
    startedAt: startedAt.toISOString(),
    seconds: (now().getTime() - startedAt.getTime()) / 1000,
    decided: { fingerprint, recipe, codeParts },
  };
  if (placed.ok) return { ...base, kind: 'cached', result: given };
  const { output, problem } = placed.error;
  const message = `the given output ${output} of ${spec.id} is ${problem.kind}`;
  return { ...base, kind: 'failed', failure: { kind: 'store', message } };
}
