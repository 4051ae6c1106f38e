import { randomFrom } from '../../base/random.ts';
import type { ForestParams } from './forest-params.ts';

/** Streams of the tree's seed: rows and features are drawn apart, so that one can be drawn again alone. */
const ROWS = 1;

/**
 * How often tree number `tree` draws each row, written to `times` (an element a row). With `bootstrap`,
 * round(rows × subsample) draws with replacement, else as many different rows.
 */
export function drawRows(
  times: Uint16Array | Uint32Array,
  { seed, tree, params }: { seed: number; tree: number; params: ForestParams },
): void {
  const rows = times.length;
  const draws = Math.max(1, Math.round(rows * params.subsample));
  const random = randomFrom(seed, tree, ROWS);
  if (params.bootstrap) {
    times.fill(0);
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
