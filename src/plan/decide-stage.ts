import type { ObservedStage } from '../model/observation.ts';
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
  source,
  isForced,
  now,
}: {
  readonly spec: StageSpec;
  readonly decided: DecidedRecipe;
  readonly result: ResultRecord | null;
  readonly last: ExplainedRecipe | null;
  /** For an extract stage: why its source is read again, or is not. */
  readonly source: Pick<ObservedStage, 'sourceReason' | 'isSourceEmbedded'>;
  readonly isForced: boolean;
  readonly now: Date;
}): Decision {
  const refresh = refreshReason(spec, source);
  // The state of a source is a digest that says nothing to a reader; what was found out about it does.
  const changes =
    last === null
      ? null
      : explainChange({ before: last, after: decided, spec }).map((reason) =>
          refresh !== null && reason.kind === 'input' ? refresh : reason,
        );
  const again = result === null ? null : networkReason(spec, { result, now });
  if (result !== null && !isForced && again === null) {
    // A recipe that differs from the last one but was met before: say what changed, and that it is known. Of
    // a server's snapshot it is always said why it still stands, and how old it is.
    const standing = refresh !== null && !source.isSourceEmbedded ? [refresh] : [];
    const others = (changes ?? []).filter(({ kind }) => kind !== 'refresh' || standing.length === 0);
    return { kind: 'cached', result, reasons: [{ kind: 'same-recipe' }, ...standing, ...others] };
  }
  if (isForced) return { kind: 'stale', reasons: [{ kind: 'forced' }, ...(changes ?? [])] };
  if (again !== null) return { kind: 'stale', reasons: [again, ...(changes ?? [])] };
  if (changes === null) return { kind: 'stale', reasons: [{ kind: 'first-run' }] };
  return { kind: 'stale', reasons: changes.length > 0 ? changes : [{ kind: 'result-missing' }] };
}

/** Why a result that the network had a part in is not used again; null where it is, or the network had none. */
function networkReason(
  { network }: StageSpec,
  { result, now }: { readonly result: ResultRecord; readonly now: Date },
): Reason | null {
  if (network === null) return null;
  const { everyMs } = network;
  const ageMs = now.getTime() - Date.parse(result.ranAt);
  // A clock that was set back leaves results of the future, which are of no known age.
  if (everyMs !== null && ageMs >= 0 && ageMs < everyMs) return null;
  return { kind: 'network-again', everyMs, ranAt: result.ranAt };
}

function refreshReason(
  { work }: StageSpec,
  { sourceReason }: Pick<ObservedStage, 'sourceReason'>,
): Reason | null {
  if (work.kind !== 'extract' || sourceReason === null) return null;
  const { refresh } = work;
  return { kind: 'refresh', policy: typeof refresh === 'string' ? refresh : 'every', detail: sourceReason };
}
