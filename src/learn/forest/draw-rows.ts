import { randomFrom } from '../../base/random.ts';
import type { ForestParams } from './forest-params.ts';

/** Streams of the tree's seed: rows and features are drawn apart, so that one can be drawn again alone. */
const ROWS = 1;

/** Draws of one row beyond this do not fit into the trees' tables. */
const MOST_TIMES = 65_535;

/**
 * How often tree number `tree` draws each row, written to `times` (an element a row). With `bootstrap`,
 * round(rows × subsample) draws with replacement, else as many different rows. With `cumulative`, the running
 * sums of the rows' weights, each draw takes a row with a chance in proportion to its weight.
 */
export function drawRows(
  times: Uint16Array | Uint32Array,
  {
    seed,
    tree,
    params,
    cumulative = null,
  }: { seed: number; tree: number; params: ForestParams; cumulative?: Float64Array | null },
): void {
  const rows = times.length;
  const draws = Math.max(1, Math.round(rows * params.subsample));
  const random = randomFrom(seed, tree, ROWS);
  if (params.bootstrap) {
    times.fill(0);
    if (cumulative !== null) {
      drawWeighted(times, { random, draws, cumulative });
      return;
    }
    for (let i = 0; i < draws; i++) times[Math.floor(random() * rows)]!++;
    return;
  }
  times.fill(1);
  if (draws === rows) return;
  // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): each subset is equally likely, in one pass.
  let wanted = draws;
  for (let row = 0; row < rows; row++) {
    if (random() * (rows - row) < wanted) wanted--;
    else times[row] = 0;
  }
}

function drawWeighted(
  times: Uint16Array | Uint32Array,
  { random, draws, cumulative }: { random: () => number; draws: number; cumulative: Float64Array },
): void {
  const total = cumulative.at(-1)!;
  for (let i = 0; i < draws; i++) {
    const at = random() * total;
    let from = 0;
    let to = cumulative.length - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (at < cumulative[middle]!) to = middle;
      else from = middle + 1;
    }
    if (times[from] === MOST_TIMES) throw new Error(`the sample weight of row ${from} outweighs all others`);
    times[from]!++;
  }
}
