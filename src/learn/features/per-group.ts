import type { Column, NumericColumn } from '../columns.ts';
import { type Groups, groupRows, oneGroup } from './group-rows.ts';

/**
 * A new column by a kernel run on each group. Where the groups' rows stand together nothing is copied;
 * otherwise two arrays of the largest group's length carry its rows.
 */
export function perGroup(values: NumericColumn, grouped: Grouped, kernel: Kernel): Float64Array {
  const groups = resolveGroups(grouped, values.length);
  const output = new Float64Array(values.length);
  const { starts, order } = groups;
  if (order === null) {
    for (let g = 0; g + 1 < starts.length; g++)
      kernel(values, output, { from: starts[g]!, to: starts[g + 1]! });
  } else {
    let longest = 0;
    for (let g = 0; g + 1 < starts.length; g++) longest = Math.max(longest, starts[g + 1]! - starts[g]!);
    const gathered = new Float64Array(longest);
    const computed = new Float64Array(longest);
    for (let g = 0; g + 1 < starts.length; g++) {
      const from = starts[g]!;
      const length = starts[g + 1]! - from;
      for (let i = 0; i < length; i++) gathered[i] = values[order[from + i]!]!;
      kernel(gathered, computed, { from: 0, to: length });
      for (let i = 0; i < length; i++) output[order[from + i]!] = computed[i]!;
    }
  }
  // Which bits a NaN carries is up to the compiler; equal columns must have equal bytes.
  for (let i = 0; i < output.length; i++) if (Number.isNaN(output[i])) output[i] = Number.NaN;
  return output;
}

/**
 * The groups a feature is computed in: a column of keys, or what `groupRows` made of one, which saves finding
 * them again for each feature. Without any, the table is one group. Rows are in order of time within a group.
 */
export interface Grouped {
  readonly groups?: Groups | Column | undefined;
}

/**
 * Computes `output[from … to)` from `input[from … to)`, which are all rows of one group in order. A feature
 * without look-ahead reads, for `output[i]`, no `input` beyond `i`.
 */
export type Kernel = (
  input: NumericColumn,
  output: Float64Array,
  range: { from: number; to: number },
) => void;

/** The groups of a table of so many rows; throws where they are of another length. */
export function resolveGroups({ groups }: Grouped, rows: number): Groups {
  const resolved = groups === undefined ? oneGroup(rows) : isGroups(groups) ? groups : groupRows(groups);
  if (resolved.rows !== rows)
    throw new Error(`the groups are of ${resolved.rows} rows, the values of ${rows}`);
  return resolved;
}

function isGroups(groups: Groups | Column): groups is Groups {
  return 'starts' in groups;
}
