import type { GateReport } from '../model/gate-report.ts';
import type { Gates } from '../model/gates.ts';

/** With how many seeds a candidate is looked at, one after the other: once, or for `auto` with 2, 4, 8, … */
export function seedLooks({ seeds, maxSeeds }: Pick<Gates, 'seeds' | 'maxSeeds'>): readonly number[] {
  if (seeds !== 'auto') return [seeds];
  const looks: number[] = [];
  for (let count = 2; count < maxSeeds; count *= 2) looks.push(count);
  return [...looks, maxSeeds];
}

/**
 * The next look of a sequence, or null where another would change nothing: every margin is settled, the budget
 * is spent, or what is left is in the rows, which more seeds do not lessen.
 */
export function nextLook(
  { verdicts }: GateReport,
  { looks, runs }: { readonly looks: readonly number[]; readonly runs: number },
): number | null {
  const isOpen = verdicts.some(
    ({ facts, state }) => state === 'cannot-tell' && facts.kind === 'margin' && facts.seedsToSettle !== null,
  );
  return isOpen ? (looks.find((count) => count > runs) ?? null) : null;
}
