import { canonicalJson } from '../../base/canonical-json.ts';
import type { Json } from '../../base/json.ts';
import type { FactChange } from '../../model/comparison.ts';

/** The named facts that are not the same in two lists of them, in the order of the second. */
export function changedFacts(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): readonly FactChange[] {
  return Object.keys(after).flatMap((name) => {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ name, before: was, after: is }];
  });
}
