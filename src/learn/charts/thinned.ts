/**
 * Which points of a curve are drawn: all of them up to `most`, else `most` at equal steps of their rank, the
 * first and the last among them. A chart that thins says so in its description, by `thinnedInWords`.
 */
export function thinned(points: number, { most }: { readonly most: number }): Uint32Array {
  if (points <= most) return Uint32Array.from({ length: points }, (_, i) => i);
  return Uint32Array.from({ length: most }, (_, i) => Math.round((i * (points - 1)) / (most - 1)));
}

/** The sentence that states the rule, or nothing where every point is drawn. */
export function thinnedInWords(
  points: number,
  { most, noun }: { readonly most: number; readonly noun: string },
): string {
  if (points <= most) return '';
  return ` Drawn through ${most} of up to ${points} ${noun}, at equal steps of their rank; every number is of all.`;
}
