/**
 * The value below which the given share of sorted values lies, between two of them by a straight line (type 7
 * of Hyndman and Fan, "Sample quantiles in statistical packages", 1996; NumPy's default). NaN of no values.
 */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
