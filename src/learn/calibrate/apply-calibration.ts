import type { CalibrationMap, CalibrationState } from './calibration-state.ts';
import { columnOf } from './fit-calibration.ts';
import { logOdds } from './log-odds.ts';

/**
 * Calibrated probabilities, a column a class by its name; each row sums to 1 (to equal shares where every class
 * comes out as 0). Throws where a class has no column.
 */
export function applyCalibration(
  { classes, maps }: CalibrationState,
  probabilities: Readonly<Record<string, Float64Array>>,
): Record<string, Float64Array> {
  const columns = maps.map((map, c) => columnOf(probabilities, classes[c]!).map((p) => calibrated(map, p)));
  const rows = columns[0]?.length ?? 0;
  // Of two classes the second decides: both maps were fitted to the same rows.
  if (columns.length === 2) columns[0] = columns[1]!.map((p) => 1 - p);
  for (let row = 0; row < rows; row++) {
    const sum = columns.reduce((total, column) => total + column[row]!, 0);
    for (const column of columns) column[row] = sum > 0 ? column[row]! / sum : 1 / columns.length;
  }
  return Object.fromEntries(classes.map((name, c) => [name, columns[c]!]));
}

function calibrated(map: CalibrationMap, probability: number): number {
  if (map.kind === 'platt') return 1 / (1 + Math.exp(-(map.slope * logOdds(probability) + map.intercept)));
  const { x, y } = map;
  let from = 0;
  let to = x.length - 1;
  if (probability <= x[0]!) return y[0]!;
  if (probability >= x[to]!) return y[to]!;
  while (to - from > 1) {
    const middle = (from + to) >>> 1;
    if (x[middle]! <= probability) from = middle;
    else to = middle;
  }
  const share = (probability - x[from]!) / (x[to]! - x[from]!);
  return y[from]! + share * (y[to]! - y[from]!);
}
