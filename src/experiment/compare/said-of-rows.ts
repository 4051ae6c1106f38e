import type { Columns, NumericColumn } from '../../learn/columns.ts';
import type { Metric } from '../../model/metric.ts';
import type { PredictionsDeclaration, Score } from '../../model/predictions.ts';
import { keyText } from './row-keys.ts';

/** What a stage said of the rows, beside the rows themselves. */
export interface SaidOfRows {
  readonly part?: string | undefined;
  readonly declared?: PredictionsDeclaration | undefined;
  /** The metrics of the stage by their names in it. */
  readonly metrics?: Readonly<Record<string, Metric>> | undefined;
  /** A column that the pipeline's params name as the group, where the stage says nothing. */
  readonly group?: string | undefined;
}

/** What is known of a table's rows beside them. */
export interface KnownOfRows {
  /** The group of each row, where rows of one hang together, and the column that tells it. */
  readonly groups?: { readonly name: string; readonly of: readonly string[] };
  /** Which score each metric of the stage is, by its name in the stage, where it is not its own name. */
  readonly scores?: Readonly<Record<string, Score>>;
  /** The columns that scores of the stage's own are made from. */
  readonly columns?: Readonly<Record<string, Float64Array>>;
  readonly declared?: PredictionsDeclaration;
}

/** The first column that is needed and is not there. */
export function missingColumn(columns: Columns, declared: PredictionsDeclaration | undefined): string | null {
  const { actual = 'actual', predicted = 'predicted', key = [], group, date, part } = declared ?? {};
  const named = [actual, predicted, ...key, ...[group, date, part].flatMap((name) => name ?? [])];
  return named.find((name) => !Object.hasOwn(columns, name)) ?? null;
}

/** Groups that a key column gives by itself, where rows have no time, are believed from so many on. */
const fewestGuessedGroups = 10;

/** What rows hang together by: as declared, as the params say, or a key that repeats where there is no time. */
export function groupsOf(
  columns: Columns,
  of: {
    readonly said: SaidOfRows;
    readonly keyNames: readonly string[];
    readonly order: readonly number[];
    readonly hasDays: boolean;
  },
): Pick<KnownOfRows, 'groups'> {
  const { said, keyNames, order, hasDays } = of;
  const read = (name: string) => {
    const column = columns[name];
    return { name, of: order.map((row) => keyText(column?.[row], name)) };
  };
  const named = said.declared?.group ?? said.group;
  if (named !== undefined && Object.hasOwn(columns, named)) return { groups: read(named) };
  if (hasDays) return {};
  const repeated = keyNames.map(read).flatMap((groups) => {
    const count = new Set(groups.of).size;
    return count >= fewestGuessedGroups && count < order.length ? [{ groups, count }] : [];
  });
  const [coarsest] = repeated.sort((a, b) => a.count - b.count);
  return coarsest === undefined ? {} : { groups: coarsest.groups };
}

/** What the stage says its metrics are, and the columns that they need. */
export function scoresOf(
  columns: Columns,
  { said, order }: { readonly said: SaidOfRows; readonly order: readonly number[] },
): Pick<KnownOfRows, 'scores' | 'columns'> {
  const output = said.declared?.output ?? 'predictions';
  const scores = Object.entries(said.metrics ?? {}).flatMap(([name, { from, score }]) =>
    score !== undefined && (from ?? 'predictions') === output ? [[name, score] as const] : [],
  );
  if (scores.length === 0) return {};
  const wanted = scores.flatMap(([, score]) =>
    typeof score === 'string' ? [] : Object.values(score).flat(),
  );
  const numbers = wanted.flatMap((name: string) => {
    const column = columns[name];
    if (!ArrayBuffer.isView(column)) return [];
    const picked = Float64Array.from(order, (row) => (column as NumericColumn)[row] ?? Number.NaN);
    return picked.every(Number.isFinite) ? [[name, picked] as const] : [];
  });
  return { scores: Object.fromEntries(scores), columns: Object.fromEntries(numbers) };
}
