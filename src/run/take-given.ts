import { findLostOutput } from '../execute/place-outputs.ts';
import type { Outcome } from '../model/outcome.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { RunEffects } from './run-effects.ts';

/** Takes a result as it was recorded, without asking what the stage's recipe would be now. */
export async function takeGiven(
  { spec, given }: { spec: StageSpec; given: ResultRecord },
  { store, index, now }: RunEffects,
): Promise<Outcome> {
  const startedAt = now();
  const lost = await findLostOutput(given, { store, index });
  const { fingerprint, recipe, codeParts } = given;
  const base = {
    stage: spec.id,
    reasons: [],
    attempts: 0,
    startedAt: startedAt.toISOString(),
    seconds: (now().getTime() - startedAt.getTime()) / 1000,
    decided: { fingerprint, recipe, codeParts },
  };
  if (lost === null) return { ...base, kind: 'cached', result: given };
  const { output, problem } = lost;
  const message = `the given output ${output} of ${spec.id} is ${problem.kind}`;
  return { ...base, kind: 'failed', failure: { kind: 'store', message } };
}
