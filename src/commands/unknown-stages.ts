import { nearName } from '../config/near-name.ts';
import type { Problem } from '../model/problem.ts';

/** A problem for each name that is no stage of the pipeline. */
export function unknownStages(
  given: readonly string[],
  stages: readonly { readonly id: string }[],
): readonly Problem[] {
  const known = stages.map(({ id }) => id);
  return given
    .filter((name) => !known.includes(name))
    .map((name) => ({ kind: 'unknown-stage', given: name, near: nearName(name, known), known }));
}
