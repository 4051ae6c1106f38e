/** The mean, corrected once for the rounding of its sum. */
export function mean(values: Float64Array): number {
  const rough = values.reduce((sum, value) => sum + value / values.length, 0);
  return rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
}
