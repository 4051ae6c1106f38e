import type { LabelTimes, Part, PartBounds } from './split.ts';

/**
 * The part of each row in one fold: that whose bounds hold its instant, unless its label's interval reaches
 * into a later part of the fold (`purged`) or ends within the embargo before one (`embargoed`); null for rows
 * without a label and outside all bounds. `bounds` rise in time.
 */
export function partByTime(times: LabelTimes, bounds: readonly PartBounds[]): (Part | null)[] {
  const { time, t0 = time, t1, embargoMs = 0 } = times;
  const boundOf = (row: number): number =>
    Number.isNaN(t1[row])
      ? -1
      : bounds.findIndex(({ firstMs, lastMs }) => time[row]! >= firstMs && time[row]! <= lastMs);
  const starts = bounds.map(() => Number.POSITIVE_INFINITY);
  for (let row = 0; row < time.length; row++) {
    const bound = boundOf(row);
    if (bound !== -1) starts[bound] = Math.min(starts[bound]!, t0[row]!);
  }
  return Array.from(time as ArrayLike<number>, (_, row) => {
    const bound = boundOf(row);
    if (bound === -1) return null;
    const next = starts[bound + 1] ?? Number.POSITIVE_INFINITY;
    if (t1[row]! >= next) return 'purged';
    if (embargoMs > 0 && t1[row]! + embargoMs >= next) return 'embargoed';
    return bounds[bound]!.part;
  });
}

/** Distinct instants of the rows that have a label, rising; throws for times that are missing or out of order. */
export function labelledInstants({ time, t0 = time, t1, embargoMs = 0 }: LabelTimes): Float64Array {
  if (t0.length !== time.length || t1.length !== time.length) {
    throw new Error(`\`time\`, \`t0\` and \`t1\` have ${time.length}, ${t0.length} and ${t1.length} rows`);
  }
  if (!(embargoMs >= 0)) throw new Error(`\`embargoMs\` must be at least 0; it is ${embargoMs}`);
  const instants = new Set<number>();
  for (let row = 0; row < time.length; row++) {
    if (Number.isNaN(t1[row])) continue;
    if (!Number.isFinite(time[row])) throw new Error(`\`time\` is ${time[row]} in row ${row}`);
    if (!(t0[row]! <= t1[row]!))
      throw new Error(`row ${row}: \`t0\` (${t0[row]}) is not before \`t1\` (${t1[row]})`);
    instants.add(time[row]!);
  }
  return Float64Array.from(instants).sort();
}

/** Throws where a used part of a fold has kept no row. */
export function refuseEmptyParts(parts: readonly (Part | null)[], bounds: readonly PartBounds[]): void {
  for (const { part, fold } of bounds) {
    if (parts.includes(part)) continue;
    throw new Error(
      `fold ${fold} has no ${part} row left after purging: there are too few instants for this split, horizon and embargo`,
    );
  }
}
