import type { Columns } from '../../learn/columns.ts';
import type { FeatureProfile } from '../../model/model-manifest.ts';
import type { RowFlags } from '../../model/prediction.ts';

type Profile = Readonly<Record<string, FeatureProfile>> | null;

/** How far beyond the training rows' range a value is far from it, in widths of that range. */
const margin = 0.1;

/**
 * What is to be said of rows of features, by row. A feature that is missing was either missing in training rows,
 * too (the model has learned what to make of that), or leaves the row without an answer.
 */
export function flagRows(
  table: Columns,
  {
    features,
    profile,
    filled,
    rows,
  }: {
    readonly features: readonly string[];
    readonly profile: Profile;
    readonly filled: ReadonlyMap<string, Uint8Array>;
    readonly rows: number;
  },
): ReadonlyMap<number, RowFlags> {
  const flags = new Map<number, { [Name in keyof RowFlags]: string[] }>();
  const note = (row: number, name: keyof RowFlags, column: string): void => {
    let own = flags.get(row);
    if (own === undefined) {
      own = { missing: [], imputed: [], neutral: [], outOfRange: [] };
      flags.set(row, own);
    }
    own[name].push(column);
  };
  for (const feature of features) {
    const column = table[feature];
    const known = profile === null ? undefined : profile[feature];
    const [low, high] = widened(known);
    const whenMissing = known === undefined || known.missing > 0 ? 'imputed' : 'missing';
    for (let row = 0; row < rows; row++) {
      const value = column?.[row];
      if (typeof value !== 'number' || Number.isNaN(value)) note(row, whenMissing, feature);
      else if (value < low || value > high) note(row, 'outOfRange', feature);
    }
  }
  for (const [name, where] of filled) {
    for (let row = 0; row < rows; row++) if (where[row] === 1) note(row, 'neutral', name);
  }
  return flags;
}

function widened(profile: FeatureProfile | undefined): readonly [number, number] {
  const range = profile?.range ?? null;
  if (range === null) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = range;
  const beyond = margin * (high - low);
  return [low - beyond, high + beyond];
}
