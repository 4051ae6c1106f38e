import { labelledInstants, partByTime, refuseEmptyParts } from './part-by-time.ts';
import { type LabelTimes, type PartBounds, type Split, USED_PARTS } from './split.ts';

/**
 * Splits rows into train, validation and test by their instants, earliest first: one cut for all groups, so
 * that no two rows of one instant fall into different parts. Rows of an earlier part whose label's interval
 * reaches into a later one are purged, and those that end within the embargo before it are left out.
 * (López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.)
 *
 * Throws where the fractions do not sum to 1 and where a part would be left empty.
 */
export function chronologicalSplit(options: ChronologicalSplitOptions): Split {
  const fractions = checkFractions(options.fractions);
  const instants = labelledInstants(options);
  const bounds: PartBounds[] = [];
  let share = 0;
  let from = 0;
  for (const part of USED_PARTS) {
    share += fractions[part];
    const to = Math.min(Math.round(share * instants.length), instants.length);
    if (fractions[part] === 0) continue;
    if (to === from)
      throw new Error(`the ${part} part would be empty: there are ${instants.length} instants`);
    bounds.push({ fold: 0, part, firstMs: instants[from]!, lastMs: instants[to - 1]! });
    from = to;
  }
  const part = partByTime(options, bounds);
  refuseEmptyParts(part, bounds);
  return {
    row: Int32Array.from(part, (_, row) => row),
    fold: new Int32Array(part.length),
    part,
    bounds,
    warnings: [],
  };
}

/** What share of the instants each part has; together 1. A part with 0 is left out; train and test need more. */
export interface Fractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface ChronologicalSplitOptions extends LabelTimes {
  readonly fractions: Fractions;
}

/** The fractions, where they make a split; throws otherwise. */
export function checkFractions(fractions: Fractions): Fractions {
  const { train, validation, test } = fractions;
  if (!(train > 0 && test > 0 && validation >= 0) || Math.abs(train + validation + test - 1) > 1e-9) {
    throw new Error(
      `the fractions train ${train}, validation ${validation}, test ${test} must sum to 1, train and test above 0`,
    );
  }
  return fractions;
}
