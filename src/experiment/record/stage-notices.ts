import type { Notice } from '../../model/notice.ts';
import type { Outcome } from '../../model/outcome.ts';

/** What is to be known of what a stage came to: of its result, made now or restored, and of what its view did. */
export function stageNotices(
  outcome: Outcome,
  shown: ReadonlyMap<string, { readonly notices: readonly Notice[] }>,
): readonly Notice[] {
  const ofResult = outcome.kind === 'ran' || outcome.kind === 'cached' ? outcome.result.notices : [];
  return [...ofResult, ...(shown.get(outcome.stage)?.notices ?? [])];
}
