/** The quantile of values in rising order, interpolated between neighbours (numpy's default, `linear`). */
export function quantile(ordered: Float64Array, fraction: number): number {
  const place = (ordered.length - 1) * fraction;
  const below = Math.floor(place);
  const low = ordered[below]!;
  const high = ordered[Math.min(below + 1, ordered.length - 1)]!;
  return low + (high - low) * (place - below);
}
