import { sqlName, sqlText } from '../learn/table/open-duckdb.ts';
import type { HeldBack } from './change-source.ts';
import type { Known } from './compare-known.ts';

/** Which rows are changed in sources, and which must stay in what is made of them. */
export interface Horizon {
  readonly held: HeldBack;
  readonly known: Known;
  /** Why a table cannot be looked at that has no column to tell by. */
  readonly why: 'no-time' | 'no-group';
}

/** Nothing after an instant is known: not a row, nor one that says it became known later, nor a label that reaches beyond. */
export function knownBy(atMs: number): Horizon {
  return {
    why: 'no-time',
    held: (_, { time, known }) => {
      if (time === null) return null;
      return known === null ? `${time.ms} > ${atMs}` : `greatest(${time.ms}, ${known.ms}) > ${atMs}`;
    },
    known: (_, { time, known, labelEnd }) => {
      const at = time ?? labelEnd;
      if (at === null) return null;
      const rows = known === null ? `${at.ms} <= ${atMs}` : `${at.ms} <= ${atMs} AND ${known.ms} <= ${atMs}`;
      return { rows, labels: labelEnd === null ? rows : `${rows} AND ${labelEnd.ms} <= ${atMs}` };
    },
  };
}

/** Nothing of some groups is known. */
export function knownOfOthers(column: string, groups: readonly string[]): Horizon {
  const isOne = `${sqlName(column)}::VARCHAR IN (${groups.map(sqlText).join(', ')})`;
  const held: HeldBack = ({ columns }) => (columns.some(({ name }) => name === column) ? isOne : null);
  return {
    why: 'no-group',
    held,
    known: (table, roles) => {
      const where = held(table, roles);
      return where === null ? null : { rows: `NOT (${where})`, labels: `NOT (${where})` };
    },
  };
}
