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
  sourceReason,
  isForced,
}: {
  readonly spec: StageSpec;
  readonly decided: DecidedRecipe;
  readonly result: ResultRecord | null;
  readonly last: ExplainedRecipe | null;
  /** For an extract stage: why its source is read again, or is not. */
  readonly sourceReason: string | null;
  readonly isForced: boolean;
}): Decision {
  const changes =
    last === null
      ? null
      : explainChange({ before: last, after: decided, spec }).map((reason) =>
          aboutSource(reason, { spec, sourceReason }),
        );
  if (result !== null && !isForced) {
    // A recipe that differs from the last one but was met before: say what changed, and that it is known.
    return { kind: 'cached', result, reasons: [{ kind: 'same-recipe' }, ...(changes ?? [])] };
  }
  if (isForced) return { kind: 'stale', reasons: [{ kind: 'forced' }, ...(changes ?? [])] };
  if (changes === null) return { kind: 'stale', reasons: [{ kind: 'first-run' }] };
  return { kind: 'stale', reasons: changes.length > 0 ? changes : [{ kind: 'result-missing' }] };
}

/** The state of a source is a digest that says nothing to a reader; what was found out about it does. */
function aboutSource(
  reason: Reason,
  { spec, sourceReason }: { spec: StageSpec; sourceReason: string | null },
): Reason {
  if (spec.work.kind !== 'extract' || reason.kind !== 'input' || sourceReason === null) return reason;
  const { refresh } = spec.params;
  return {
    kind: 'refresh',
    policy: typeof refresh === 'string' ? refresh : 'every',
    detail: sourceReason,
  };
}
