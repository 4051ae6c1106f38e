import type { Columns } from '../../learn/columns.ts';
import { stabilityOfCounts } from '../../learn/metrics/population-stability-index.ts';
import type { FeatureProfile } from '../../model/model-manifest.ts';
import type { FeatureDrift } from '../../model/prediction.ts';
import { binOf } from '../profile-features.ts';

/** How far rows of features are from the training rows, one entry a feature of the profile. */
export function featureDrift(
  table: Columns,
  {
    profile,
    outOfRange,
  }: {
    readonly profile: Readonly<Record<string, FeatureProfile>>;
    /** Feature → rows that are out of range. */
    readonly outOfRange: Readonly<Record<string, number>>;
  },
): readonly FeatureDrift[] {
  return Object.entries(profile).flatMap(([feature, known]): FeatureDrift[] => {
    const column = table[feature];
    if (column === undefined || column.length === 0) return [];
    const counts = new Array<number>(known.counts.length).fill(0);
    let missing = 0;
    for (let row = 0; row < column.length; row++) {
      const value = column[row];
      if (typeof value !== 'number' || Number.isNaN(value)) missing++;
      else counts[binOf(value, known.cuts)]!++;
    }
    const hasMissing = missing > 0 || known.missing > 0;
    const [before, after] = hasMissing
      ? [
          [...known.counts, known.missing],
          [...counts, missing],
        ]
      : [known.counts, counts];
    return [
      {
        feature,
        ...stabilityOfCounts(before, after),
        missingBefore: known.missing / known.rows,
        missingAfter: missing / column.length,
        outOfRange: (outOfRange[feature] ?? 0) / column.length,
      },
    ];
  });
}
