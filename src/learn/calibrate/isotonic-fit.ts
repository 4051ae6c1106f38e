import type { CalibrationMap } from './calibration-state.ts';

interface Pool {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly rows: number;
}

/** The rising staircase of least squared error, by pooling adjacent violators (Ayer et al., 1955). */
export function isotonicFit(scores: Float64Array, isOwn: readonly boolean[]): CalibrationMap {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  const pools: Pool[] = [];
  for (const row of order) {
    const score = scores[row]!;
    const target = isOwn[row] ? 1 : 0;
    const last = pools.at(-1);
    // Equal scores have one value.
    if (last !== undefined && last.to === score)
      pools[pools.length - 1] = merged(last, { from: score, to: score, sum: target, rows: 1 });
    else pools.push({ from: score, to: score, sum: target, rows: 1 });
    while (pools.length > 1 && meanOf(pools.at(-2)!) >= meanOf(pools.at(-1)!)) {
      const upper = pools.pop()!;
      pools.push(merged(pools.pop()!, upper));
    }
  }
  const x: number[] = [];
  const y: number[] = [];
  for (const pool of pools) {
    for (const edge of pool.from === pool.to ? [pool.from] : [pool.from, pool.to]) {
      x.push(edge);
      y.push(meanOf(pool));
    }
  }
  return { kind: 'isotonic', x, y };
}

function meanOf({ sum, rows }: Pool): number {
  return sum / rows;
}

function merged(lower: Pool, upper: Pool): Pool {
  return { from: lower.from, to: upper.to, sum: lower.sum + upper.sum, rows: lower.rows + upper.rows };
}
