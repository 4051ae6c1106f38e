import { randomFrom } from '../../src/base/random.ts';

export interface LabelledRows {
  readonly features: { readonly x: Float64Array; readonly y: Float64Array };
  readonly labels: readonly string[];
  readonly classes: readonly string[];
}

/** Points of a square, labelled `in` or `out` of a circle; `noise` is the share of labels that are flipped. */
export function labelledRows(
  rows: number,
  { seed, noise = 0 }: { seed: number; noise?: number },
): LabelledRows {
  const random = randomFrom(seed);
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => 2 * random() - 1);
  const x = draw();
  const y = draw();
  const labels = Array.from(x, (at, i) => {
    const isIn = at ** 2 + (y[i] as number) ** 2 < 0.64;
    return isIn !== random() < noise ? 'in' : 'out';
  });
  return { features: { x, y }, labels, classes: ['in', 'out'] };
}
