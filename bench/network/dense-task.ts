import { randomFrom } from '../../src/base/random.ts';

/** A task that a 9→128→64→3 network can learn: a threshold on products and sums of nine features. */
export interface DenseTask {
  readonly rows: number;
  readonly features: Readonly<Record<string, Float32Array>>;
  readonly labels: readonly string[];
  readonly classes: readonly string[];
}

export function denseTask(rows: number): DenseTask {
  const random = randomFrom(20261123);
  // The sum of twelve uniform numbers, less 6, is near enough to a normal one.
  const draw = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const columns = Array.from({ length: 9 }, () => Float32Array.from({ length: rows }, draw));
  const labels = Array.from({ length: rows }, (_, i) => {
    const at = (j: number): number => columns[j]?.[i] ?? 0;
    const score = at(0) * at(1) + at(2) - 0.5 * at(3) * at(4) + 0.3 * draw();
    return score < -0.4 ? 'sell' : score < 0.4 ? 'hold' : 'buy';
  });
  return {
    rows,
    features: Object.fromEntries(columns.map((column, j) => [`x${j}`, column])),
    labels,
    classes: ['sell', 'hold', 'buy'],
  };
}
