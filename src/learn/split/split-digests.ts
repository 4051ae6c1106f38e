import { createHash } from 'node:crypto';
import { compareText } from '../../base/compare-text.ts';
import { type Digest, digestFromHex } from '../../base/digest.ts';
import type { Columns } from '../columns.ts';
import type { Part, Split } from './split.ts';

/**
 * Which rows are in which part, as digests: one object a fold, from part to the SHA-256 of its rows' keys. The
 * keys (a symbol and a date, say) are columns of the table that was split. The order of rows and of key columns
 * does not matter; two splits with the same test rows have the same test digest.
 *
 * Throws for a missing key, and for one that two rows of a part share.
 */
export function splitDigests(split: Split, keys: Columns): PartDigests[] {
  const names = Object.keys(keys).sort(compareText);
  if (names.length === 0) throw new Error('a split needs at least one key column to have digests');
  const keyOf = (row: number): string =>
    JSON.stringify(
      names.map((name) => {
        const value = keys[name]?.[row] ?? null;
        if (value === null || (typeof value === 'number' && !Number.isFinite(value))) {
          throw new Error(`key "${name}" is missing in row ${row}`);
        }
        return value;
      }),
    );
  const folds: Map<Part, string[]>[] = [];
  for (let i = 0; i < split.row.length; i++) {
    const part = split.part[i];
    if (part === null || part === undefined) continue;
    const fold = split.fold[i]!;
    folds[fold] ??= new Map();
    const lines = folds[fold].get(part);
    if (lines === undefined) folds[fold].set(part, [keyOf(split.row[i]!)]);
    else lines.push(keyOf(split.row[i]!));
  }
  return folds.map((parts) =>
    Object.fromEntries(
      [...parts].map(([part, lines]) => [part, digestLines(names, lines.sort(compareText))]),
    ),
  );
}

/** The digest of each part that has rows. */
export type PartDigests = Readonly<Partial<Record<Part, Digest>>>;

function digestLines(names: readonly string[], lines: readonly string[]): Digest {
  const hash = createHash('sha256').update(`${JSON.stringify(['split-part/1', names])}\n`);
  for (const [i, line] of lines.entries()) {
    if (line === lines[i - 1]) throw new Error(`two rows of a part share the key ${line}`);
    hash.update(`${line}\n`);
  }
  return digestFromHex(hash.digest('hex'));
}
