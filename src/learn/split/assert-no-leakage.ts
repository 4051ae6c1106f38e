import type { NumericColumn, TextColumn } from '../columns.ts';
import type { Part } from './split.ts';

const ORDER = ['train', 'validation', 'test'];
const LEFT_OUT = ['purged', 'embargoed'];

/**
 * Proves that in each fold no training label's interval reaches into the validation or test part, nor a
 * validation label's into the test part, and, given `availableAt`, that no row knew something before its time.
 * Returns the facts; throws an `Error` that names the first row for which it is not so, and where there is
 * nothing to prove it on (no training or test rows, a row without an interval, a part of another name).
 */
export function assertNoLeakage(question: LeakageQuestion): LeakageFacts[] {
  const { part, row, fold, t0, t1, availableAt } = question;
  checkLengths(question);
  const folds = new Map<number, Map<string, number[]>>();
  for (let i = 0; i < part.length; i++) {
    const name = part[i];
    if (name === null || name === undefined) continue;
    const source = row?.[i] ?? i;
    if (!ORDER.includes(name) && !LEFT_OUT.includes(name)) {
      throw new Error(
        `row ${source} is in the part "${name}"; parts are ${[...ORDER, ...LEFT_OUT].join(', ')}`,
      );
    }
    if (ORDER.includes(name)) checkRow({ source, name, t0, t1, availableAt });
    const parts = folds.get(fold?.[i] ?? 0) ?? new Map<string, number[]>();
    folds.set(fold?.[i] ?? 0, parts);
    const rows = parts.get(name);
    if (rows === undefined) parts.set(name, [source]);
    else rows.push(source);
  }
  if (folds.size === 0) throw new Error('the split has no rows: there is nothing to prove');
  if (question.identity !== undefined) requireOwnIdentities(folds, question.identity);
  return [...folds].map(([number, parts]) => foldFacts({ number, parts, t0, t1 }));
}

/** A split beside the intervals of its source's labels; `{ ...split, t0, t1 }` is one. */
export interface LeakageQuestion {
  /** The interval that each source row's label was made from, epoch milliseconds. */
  readonly t0: NumericColumn;
  readonly t1: NumericColumn;
  readonly part: readonly (Part | string | null)[];
  /** The source row of each row of the split; by default the split has the source's rows. */
  readonly row?: ArrayLike<number>;
  /** The fold of each row of the split; by default there is one. */
  readonly fold?: ArrayLike<number>;
  /** When the latest of what each source row's features were made from became known, epoch milliseconds. */
  readonly availableAt?: NumericColumn;
  /** What each source row is of, where no two parts may have rows of one (a patient, a key): null for none. */
  readonly identity?: TextColumn;
}

/** What was proved of one fold: rows counted, and from when to when each part's labels reach. */
export interface LeakageFacts {
  readonly fold: number;
  readonly parts: readonly {
    readonly part: string;
    readonly rows: number;
    readonly firstT0: number;
    readonly lastT1: number;
  }[];
  /** Rows kept out of every part, as `purged` or `embargoed`. */
  readonly leftOut: number;
  /** The least time between the end of an earlier part's labels and the beginning of the next part. */
  readonly gapMs: number;
}

function foldFacts(given: {
  number: number;
  parts: ReadonlyMap<string, readonly number[]>;
  t0: NumericColumn;
  t1: NumericColumn;
}): LeakageFacts {
  const { number, parts, t0, t1 } = given;
  for (const needed of ['train', 'test']) {
    if (!parts.has(needed))
      throw new Error(`fold ${number} has no ${needed} rows: there is nothing to prove`);
  }
  const present = ORDER.filter((name) => parts.has(name)).map((name) => {
    const rows = parts.get(name) ?? [];
    const firstT0 = rows.reduce((first, source) => Math.min(first, t0[source]!), Number.POSITIVE_INFINITY);
    const lastT1 = rows.reduce((last, source) => Math.max(last, t1[source]!), Number.NEGATIVE_INFINITY);
    return { part: name, rows: rows.length, firstT0, lastT1 };
  });
  let gapMs = Number.POSITIVE_INFINITY;
  for (const [i, earlier] of present.entries()) {
    for (const later of present.slice(i + 1)) {
      gapMs = Math.min(gapMs, later.firstT0 - earlier.lastT1);
      if (earlier.lastT1 < later.firstT0) continue;
      const source = (parts.get(earlier.part) ?? []).find((candidate) => t1[candidate]! >= later.firstT0);
      throw new Error(
        `leakage in fold ${number}: row ${source} is in ${earlier.part}, and its label looks ahead to ` +
          `${instant(t1[source ?? 0]!)}, where ${later.part} begins at ${instant(later.firstT0)}`,
      );
    }
  }
  const leftOut = LEFT_OUT.reduce((sum, name) => sum + (parts.get(name)?.length ?? 0), 0);
  return { fold: number, parts: present, leftOut, gapMs };
}

function requireOwnIdentities(
  folds: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>,
  identity: TextColumn,
): void {
  for (const [number, parts] of folds) {
    const seen = new Map<string, { part: string; source: number }>();
    for (const part of ORDER) {
      for (const source of parts.get(part) ?? []) {
        const name = identity[source] ?? null;
        if (name === null) continue;
        const known = seen.get(name);
        if (known !== undefined && known.part !== part) {
          throw new Error(
            `leakage in fold ${number}: "${name}" is in ${known.part} (row ${known.source}) and in ${part} (row ${source})`,
          );
        }
        seen.set(name, { part, source });
      }
    }
  }
}

function checkRow(given: {
  source: number;
  name: string;
  t0: NumericColumn;
  t1: NumericColumn;
  availableAt: NumericColumn | undefined;
}): void {
  const { source, name, t0, t1, availableAt } = given;
  const from = t0[source];
  const to = t1[source];
  if (from === undefined || to === undefined)
    throw new Error(`row ${source} is in ${name}, but not in \`t0\` and \`t1\``);
  if (!(from <= to)) throw new Error(`row ${source} is in ${name} without an interval: t0 ${from}, t1 ${to}`);
  const known = availableAt?.[source];
  if (known !== undefined && !Number.isFinite(known)) {
    throw new Error(`row ${source} is in ${name}, but nobody knows since when: its availableAt is ${known}`);
  }
  if (known !== undefined && known > from) {
    throw new Error(
      `look-ahead: row ${source} decides at ${instant(from)} on what became known at ${instant(known)}`,
    );
  }
}

function checkLengths({ t0, t1, part, row, fold, availableAt, identity }: LeakageQuestion): void {
  const differs = (name: string, { found, needed }: { found: number | undefined; needed: number }): void => {
    if (found !== undefined && found !== needed)
      throw new Error(`\`${name}\` has ${found} rows; ${needed} are needed`);
  };
  differs('t1', { found: t1.length, needed: t0.length });
  differs('availableAt', { found: availableAt?.length, needed: t0.length });
  differs('identity', { found: identity?.length, needed: t0.length });
  differs('row', { found: row?.length, needed: part.length });
  differs('fold', { found: fold?.length, needed: part.length });
  if (row === undefined) differs('part', { found: part.length, needed: t0.length });
}

function instant(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
