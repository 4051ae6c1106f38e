import { compareText } from '../../base/compare-text.ts';
import { type Digest, digestOf } from '../../base/digest.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Columns, NumericColumn } from '../../learn/columns.ts';
import { declaredColumns } from './declared-columns.ts';
import { daysOf, keyColumns, keyText } from './row-keys.ts';
import { groupsOf, type KnownOfRows, missingColumn, type SaidOfRows, scoresOf } from './said-of-rows.ts';

/**
 * The rows that a stage was scored on and what it predicted for each, ordered by key, so that two tables of
 * one test set go row by row. Made by what the stage declared, else by the convention of an output named `predictions`: columns `actual` and
 * `predicted`, probabilities `p_<class>`, other models' labels as `<model>_predicted` (or `predicted_<model>`)
 * and their probabilities as `<model>_p_<class>`, `part` to tell test rows from others, and everything that
 * names a row (`symbol`, `ts`, `date`, `id`, …).
 */
export interface PredictionTable extends KnownOfRows {
  readonly stage: string;
  /** The names of the columns that together name a row. */
  readonly keyNames: readonly string[];
  /** The row's key as text, one a row; each once. */
  readonly keys: readonly string[];
  /** The day of each row (UTC, days since 1970), or null where no column tells a time. */
  readonly days: Float64Array | null;
  readonly scored: ScoredLabels | ScoredNumbers;
}

export interface ScoredLabels {
  readonly kind: 'labels';
  readonly classes: readonly string[];
  readonly actual: readonly string[];
  readonly predicted: readonly string[];
  /** By class; null where the table has none. */
  readonly probabilities: Readonly<Record<string, Float64Array>> | null;
  /** What other models predicted for the same rows, by name. */
  readonly models: Readonly<Record<string, ModelLabels>>;
}

/** One model's labels and, where the table has them for every class, its probabilities. */
export type ModelLabels = Pick<ScoredLabels, 'predicted' | 'probabilities'>;

export interface ScoredNumbers {
  readonly kind: 'numbers';
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/** Why a table cannot be used, as a sentence's end: "the predictions have …". */
export type UnusablePredictions = string;

/** Columns as read from the file → rows to compare on: those of one part. */
export function predictionTable(
  stage: string,
  given: Columns,
  said: SaidOfRows = {},
): Result<PredictionTable, UnusablePredictions> {
  const { declared, part = 'test' } = said;
  const missing = missingColumn(given, declared);
  if (missing !== null) return err(`no column "${missing}"`);
  const columns = declaredColumns(given, declared);
  const { actual } = columns;
  const keyNames = declared?.key ?? keyColumns(columns);
  if (keyNames.length === 0) return err('no column that names a row, such as symbol and ts');
  const rows = rowsOfPart(columns, part);
  if (rows.length === 0) return err('no rows');
  const keyOf = (row: number): string =>
    keyNames.map((name) => keyText(columns[name]?.[row], name)).join(' · ');
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => compareText(a.key, b.key));
  const repeated = keyed.find(({ key }, index) => key === keyed[index + 1]?.key);
  if (repeated !== undefined) return err(`several rows with the key ${repeated.key}`);
  const order = keyed.map(({ row }) => row);
  const scored = ArrayBuffer.isView(actual) ? scoredNumbers(columns, order) : scoredLabels(columns, order);
  if (!scored.ok) return scored;
  const keys = keyed.map(({ key }) => key);
  const days = daysOf(columns, { names: declared?.date === undefined ? keyNames : [declared.date], order });
  return ok({
    stage,
    keyNames,
    keys,
    days,
    scored: scored.value,
    ...groupsOf(columns, { said, keyNames, order, hasDays: days !== null }),
    ...scoresOf(columns, { said, order }),
    ...(declared !== undefined && { declared }),
  });
}

/** The rows of a table whose keys are wanted, in their order. */
export function rowsWithKeys(table: PredictionTable, wanted: ReadonlySet<string>): PredictionTable {
  const rows = [...table.keys.keys()].filter((row) => wanted.has(table.keys[row] ?? ''));
  const text = (column: readonly string[]): readonly string[] => rows.map((row) => column[row] ?? '');
  const numbers = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const columns = (of: ScoredLabels['probabilities']): ScoredLabels['probabilities'] =>
    of === null ? null : mapValues(of, numbers);
  const { scored } = table;
  return {
    ...table,
    keys: text(table.keys),
    days: table.days === null ? null : numbers(table.days),
    ...(table.groups !== undefined && { groups: { ...table.groups, of: text(table.groups.of) } }),
    ...(table.columns !== undefined && { columns: mapValues(table.columns, numbers) }),
    scored:
      scored.kind === 'numbers'
        ? { kind: 'numbers', actual: numbers(scored.actual), predicted: numbers(scored.predicted) }
        : {
            ...scored,
            actual: text(scored.actual),
            predicted: text(scored.predicted),
            probabilities: columns(scored.probabilities),
            models: mapValues(scored.models, (model) => ({
              predicted: text(model.predicted),
              probabilities: columns(model.probabilities),
            })),
          },
  };
}

function mapValues<T, R>(of: Readonly<Record<string, T>>, map: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));
}

/** What makes two test sets one: their rows' keys and true values. */
export function testSetDigest(table: PredictionTable): Digest {
  const { actual } = table.scored;
  return digestOf('test-set/1', [table.keyNames, table.keys, [...actual].map(String)]);
}

/** Rows of a part; all rows where no part is told, which are then test rows. */
function rowsOfPart(columns: Columns, wanted: string): readonly number[] {
  const all = Array.from({ length: columns.actual?.length ?? 0 }, (_, row) => row);
  const { part } = columns;
  if (part === undefined || ArrayBuffer.isView(part)) return wanted === 'test' ? all : [];
  return all.filter((row) => part[row] === wanted);
}

function scoredNumbers(
  columns: Columns,
  order: readonly number[],
): Result<ScoredNumbers, UnusablePredictions> {
  const { actual, predicted } = columns as Readonly<Record<'actual' | 'predicted', NumericColumn>>;
  if (!ArrayBuffer.isView(predicted)) return err('numbers as actual and text as predicted');
  const pick = (column: NumericColumn) => Float64Array.from(order, (row) => column[row] ?? Number.NaN);
  const picked = { actual: pick(actual), predicted: pick(predicted) };
  const isWhole = [...picked.actual, ...picked.predicted].every(Number.isFinite);
  return isWhole ? ok({ kind: 'numbers', ...picked }) : err('rows without a finite value');
}

function scoredLabels(columns: Columns, order: readonly number[]): Result<ScoredLabels, UnusablePredictions> {
  const labels = (name: string): readonly string[] | null => {
    const column = columns[name];
    if (column === undefined || ArrayBuffer.isView(column)) return null;
    const picked = order.map((row) => column[row] ?? null);
    return picked.every((label) => label !== null) ? picked : null;
  };
  const [actual, predicted] = [labels('actual'), labels('predicted')];
  if (actual === null || predicted === null) return err('rows without a label');
  const named = Object.keys(columns).flatMap((name) => /^p_(.+)$/s.exec(name)?.[1] ?? []);
  const seen = new Set([...named, ...actual, ...predicted]);
  const models = Object.keys(columns).flatMap((name) => {
    const model = /^predicted_(.+)$/s.exec(name)?.[1] ?? /^(.+)_predicted$/s.exec(name)?.[1];
    const found = model === undefined ? null : labels(name);
    return model === undefined || found === null ? [] : [[model, found] as const];
  });
  for (const [, found] of models) for (const label of found) seen.add(label);
  const classes = [...seen].sort(compareText);
  const probabilities = (prefix: string): ScoredLabels['probabilities'] => {
    const found = classes.flatMap((name) => {
      const column = columns[`${prefix}p_${name}`];
      return ArrayBuffer.isView(column)
        ? [[name, Float64Array.from(order, (row) => (column as NumericColumn)[row] ?? Number.NaN)] as const]
        : [];
    });
    return found.length === classes.length ? Object.fromEntries(found) : null;
  };
  return ok({
    kind: 'labels',
    classes,
    actual,
    predicted,
    probabilities: probabilities(''),
    models: Object.fromEntries(
      models.map(([model, found]) => [
        model,
        { predicted: found, probabilities: probabilities(`${model}_`) },
      ]),
    ),
  });
}
