/**
 * The exact two-sided p of McNemar's test: how often a fair coin, thrown for each row that only one of two
 * models has right, falls at least as unevenly as it did. McNemar, "Note on the sampling error of the difference
 * between correlated proportions or percentages", 1947. For rows that tell nothing of each other.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const rows = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let tail = 0;
  let logChoose = 0;
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) logChoose += Math.log((rows - k + 1) / k);
    tail += Math.exp(logChoose - rows * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
