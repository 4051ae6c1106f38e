import type { TextColumn } from '../columns.ts';
import { type Part, USED_PARTS } from './split.ts';

/** The groups that have rows in more than one of train, validation and test, in the order of their first rows. */
export function groupsInSeveralParts(part: readonly (Part | string | null)[], group: TextColumn): string[] {
  const partOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const [row, name] of group.entries()) {
    const own = part[row];
    if (name === null || !USED_PARTS.includes(own as (typeof USED_PARTS)[number])) continue;
    const known = partOf.get(name);
    if (known === undefined) partOf.set(name, own!);
    else if (known !== own) shared.add(name);
  }
  return [...shared];
}
