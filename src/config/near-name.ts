import { closest, distance } from 'fastest-levenshtein';
import { compareText } from '../base/compare-text.ts';

/** The known name that `given` was probably meant to be, or null where none is near. */
export function nearName(given: string, known: readonly string[]): string | null {
  if (known.length === 0 || given.length > 200) return null;
  const same = known.find((name) => name.toLowerCase() === given.toLowerCase());
  if (same !== undefined) return same;
  // Letters in another order (`lits`) are one slip of the fingers, which edit distance counts as two.
  const turned = known.find((name) => name.length > 2 && letters(name) === letters(given));
  if (turned !== undefined) return turned;
  const near = closest(given, known);
  const most = Math.max(1, Math.floor(Math.max(given.length, near.length) / 3));
  return distance(given, near) <= most ? near : null;
}

function letters(text: string): string {
  return [...text].sort(compareText).join('');
}
