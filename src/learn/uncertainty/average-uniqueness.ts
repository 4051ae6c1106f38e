/** Labels as closed intervals of time, a row each, in any one unit (milliseconds since 1970, as a rule). */
export interface LabelIntervals {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  /** Labels overlap only within a group, such as a symbol; all rows are one group where not given. */
  readonly group?: readonly string[];
}

/**
 * How much of each label is its own, in (0, 1]: the mean, over the moments in its interval, of 1 / (labels of
 * the group that hold that moment). The moments are the distinct starts and ends of the group's labels. Their
 * sum is the number of independent labels that the overlapping ones are worth. López de Prado, "Advances in
 * financial machine learning", 2018, section 4.3. Throws where an interval ends before it starts.
 */
export function averageUniqueness(intervals: LabelIntervals): Float64Array {
  const { start, end, group } = intervals;
  if (end.length !== start.length || (group !== undefined && group.length !== start.length)) {
    throw new Error(
      `there are ${start.length} starts, ${end.length} ends and ${group?.length ?? 'no'} groups`,
    );
  }
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < start.length; row++) {
    if (!(end[row]! >= start[row]!)) {
      throw new Error(
        `the label at row ${row} runs from ${start[row]} to ${end[row]}; it must not end before it starts`,
      );
    }
    const key = group?.[row] ?? '';
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  const uniqueness = new Float64Array(start.length);
  for (const rows of rowsOf.values()) groupUniqueness(intervals, { rows, uniqueness });
  return uniqueness;
}

function groupUniqueness(
  { start, end }: LabelIntervals,
  { rows, uniqueness }: { readonly rows: readonly number[]; readonly uniqueness: Float64Array },
): void {
  const moments = Float64Array.from(new Set(rows.flatMap((row) => [start[row]!, end[row]!]))).sort();
  const placeOf = new Map(Array.from(moments, (moment, place) => [moment, place]));
  const change = new Float64Array(moments.length + 1);
  for (const row of rows) {
    const first = placeOf.get(start[row]!)!;
    const after = placeOf.get(end[row]!)! + 1;
    change[first] = change[first]! + 1;
    change[after] = change[after]! - 1;
  }
  // Prefix sums of 1 / concurrency, so that the mean over any interval costs one subtraction.
  const shares = new Float64Array(moments.length + 1);
  let concurrent = 0;
  for (let place = 0; place < moments.length; place++) {
    concurrent += change[place]!;
    shares[place + 1] = shares[place]! + (concurrent === 0 ? 0 : 1 / concurrent);
  }
  for (const row of rows) {
    const first = placeOf.get(start[row]!)!;
    const after = placeOf.get(end[row]!)! + 1;
    uniqueness[row] = (shares[after]! - shares[first]!) / (after - first);
  }
}
