import { deriveSeed, randomFrom } from '../../base/random.ts';
import type { DenseShape } from './network-model.ts';

/** Draws the next batch's masks, one a layer: each output's 0 or 1 / (1 − rate), or null without dropout. */
export type DropoutMasks = (rows: number) => readonly (Float32Array | null)[];

/**
 * Inverted dropout (Srivastava et al., 2014), each layer from a seeded sequence of its own. The arrays are
 * filled anew at every call.
 */
export function dropoutMasks(
  shapes: readonly DenseShape[],
  { seed, batchSize }: { seed: number; batchSize: number },
): DropoutMasks {
  const layers = shapes.map(({ units, dropout }, i) => ({
    units,
    dropout,
    keep: 1 / (1 - dropout),
    random: randomFrom(deriveSeed(seed, 'dropout'), i),
    mask: dropout === 0 ? null : new Float32Array(batchSize * units),
  }));
  return (rows) =>
    layers.map(({ units, dropout, keep, random, mask }) => {
      if (mask === null) return null;
      const drawn = mask.subarray(0, rows * units);
      for (let i = 0; i < drawn.length; i++) drawn[i] = random() < dropout ? 0 : keep;
      return drawn;
    });
}
