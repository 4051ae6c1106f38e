import type { StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { type ExplainedRecipe, explainChange } from './explain-change.ts';

export type Decision =
  | { readonly kind: 'cached'; readonly result: ResultRecord; readonly reasons: readonly Reason[] }
  | { readonly kind: 'stale'; readonly reasons: readonly Reason[] };

/**
 * Whether a stage may be skipped, and why. It is skipped only where a result of the very same recipe
 * stands; `last` (the stage's recipe in the run before) serves the explanation alone.
 */
export function decideStage({
  spec,
  decided,
  result,
  last,
  isForced,
}: {
  readonly spec: StageSpec;
  readonly decided: DecidedRecipe;
  readonly result: ResultRecord | null;
  readonly last: ExplainedRecipe | null;
  readonly isForced: boolean;
}): Decision {
  const changes = last === null ? null : explainChange({ before: last, after: decided, spec });
  if (result !== null && !isForced) {
    // A recipe that differs from the last one but was met before: say what changed, and that it is known.
    return { kind: 'cached', result, reasons: [{ kind: 'same-recipe' }, ...(changes ?? [])] };
  }
  if (isForced) return { kind: 'stale', reasons: [{ kind: 'forced' }, ...(changes ?? [])] };
  if (changes === null) return { kind: 'stale', reasons: [{ kind: 'first-run' }] };
  return { kind: 'stale', reasons: changes.length > 0 ? changes : [{ kind: 'result-missing' }] };
}
