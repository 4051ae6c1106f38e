import { type Columns, numericColumn, textColumn } from 'labbook/learn';

/** What is kept of data that was accepted, to hold later data against: seed/accepted-data.json. */
export interface DataProfile {
  readonly format: 'example.data-profile/1';
  /** How the labels were made: of others they cannot be compared. */
  readonly horizon: number;
  readonly threshold: number;
  readonly symbols: Readonly<Record<string, SymbolProfile>>;
}

export interface SymbolProfile {
  readonly days: number;
  readonly posts: number;
  /** Month → day and label of each of its labelled days: `3h4s5b`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The tables of a snapshot, and the labels made from it. */
export interface CheckedTables {
  readonly market: Columns;
  readonly sentiment: Columns;
  readonly labels: Columns;
}

export function dataProfile(
  { market, sentiment, labels }: CheckedTables,
  made: Pick<DataProfile, 'horizon' | 'threshold'>,
): DataProfile {
  const days = countOf(textColumn(market, 'symbol'));
  const posts = countOf(textColumn(sentiment, 'symbol'));
  const months = labelsByMonth(labels);
  const symbols = [...days].map(([symbol, count]): [string, SymbolProfile] => [
    symbol,
    { days: count, posts: posts.get(symbol) ?? 0, labels: months.get(symbol) ?? {} },
  ]);
  return { format: 'example.data-profile/1', ...made, symbols: Object.fromEntries(symbols) };
}

/** A profile from JSON of unknown origin; throws an `Error` where it is none. */
export function readDataProfile(value: unknown): DataProfile {
  const profile = value as Partial<DataProfile> | null;
  if (profile?.format !== 'example.data-profile/1' || typeof profile.symbols !== 'object') {
    throw new Error('the accepted data are no profile: their `format` is not "example.data-profile/1"');
  }
  return profile as DataProfile;
}

/** Day → label, of every labelled day of a symbol. */
export function labelledDays({ labels }: SymbolProfile): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(labels).flatMap(([month, text]) =>
      [...text.matchAll(/(\d+)([a-z])/g)].map(([, day = '', label = '']): [string, string] => [
        `${month}-${day.padStart(2, '0')}`,
        label,
      ]),
    ),
  );
}

function countOf(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value ?? '', (counts.get(value ?? '') ?? 0) + 1);
  return counts;
}

function labelsByMonth(labels: Columns): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const symbol = textColumn(labels, 'symbol');
  const label = textColumn(labels, 'label');
  const months = new Map<string, Record<string, string>>();
  for (const [row, ms] of Array.from(numericColumn(labels, 'ts')).entries()) {
    const named = label[row];
    if (named === null || named === undefined) continue;
    const of = months.get(symbol[row] ?? '') ?? {};
    const [month, day] = [new Date(ms).toISOString().slice(0, 7), new Date(ms).getUTCDate()];
    of[month] = `${of[month] ?? ''}${day}${named[0]}`;
    months.set(symbol[row] ?? '', of);
  }
  return months;
}
