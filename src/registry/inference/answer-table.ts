import { extname } from 'node:path';
import { writeAtomic } from '../../base/write-atomic.ts';
import { type Column, type Columns, rowCount } from '../../learn/columns.ts';
import type { ColumnType } from '../../learn/table/column-type.ts';
import { writeTable } from '../../learn/table/write-table.ts';
import type { RowAnswers, RowFlags } from '../../model/prediction.ts';
import type { ReadRows } from './read-rows.ts';

/** Files that answers can be written to, by their ending. */
export const answerEndings = ['.csv', '.parquet', '.json', '.ndjson', '.jsonl'] as const;

/** The answers of all rows, gathered a part at a time, with what tells the rows apart. */
export interface AnswerTable {
  take(answers: RowAnswers): void;
  /** Rows as objects, from `from` on, at most `count`. */
  objects(from?: number, count?: number): readonly Readonly<Record<string, unknown>>[];
  /** Rejects where the file cannot be written. */
  write(path: string): Promise<void>;
}

const flagColumns: Readonly<Record<keyof RowFlags, string>> = {
  missing: 'missing',
  imputed: 'imputed',
  neutral: 'neutral',
  outOfRange: 'out_of_range',
};

/** Begins a table of the answers to `input`'s rows from `from` on: text and instants of the rows go with them. */
export function answerTable(
  { rows, types }: ReadRows,
  { from, classes }: { readonly from: number; readonly classes: readonly string[] },
): AnswerTable {
  const echoed = Object.keys(rows).filter((name) => isEchoed(types[name]));
  const count = rowCount(rows) - from;
  const predicted: (string | null)[] = [];
  const probabilities = classes.map(() => new Float64Array(count));
  const degraded: (string | null)[] = [];
  const flags = new Map(Object.keys(flagColumns).map((name) => [name, [] as (string | null)[]]));

  const columns = (): Columns => ({
    ...Object.fromEntries(echoed.map((name) => [name, rows[name]?.slice(from) as Column])),
    predicted,
    ...Object.fromEntries(classes.map((name, c) => [`p_${name}`, probabilities[c] as Column])),
    degraded,
    ...Object.fromEntries([...flags].map(([name, own]) => [flagColumns[name as keyof RowFlags], own])),
  });

  return {
    take(answers) {
      const first = predicted.length;
      for (const [c, name] of classes.entries()) {
        probabilities[c]?.set(answers.probabilities[name] ?? [], first);
      }
      const without = answers.degraded.map(({ name }) => name).join(', ') || null;
      for (const [row, name] of answers.predicted.entries()) {
        predicted.push(name);
        degraded.push(without);
        const own = answers.flags.get(row);
        for (const [flag, column] of flags) column.push(own?.[flag as keyof RowFlags].join(', ') || null);
      }
    },

    objects(start = 0, most = count) {
      const end = Math.min(count, start + most);
      return Array.from({ length: Math.max(0, end - start) }, (_, i) => {
        const row = start + i;
        const listed = (text: string | null | undefined) => text?.split(', ') ?? [];
        return {
          ...Object.fromEntries(
            echoed.map((name) => [name, jsonValue(rows[name]?.[from + row], types[name])]),
          ),
          predicted: predicted[row] ?? null,
          probabilities:
            predicted[row] === null
              ? null
              : Object.fromEntries(classes.map((name, c) => [name, probabilities[c]?.[row]])),
          degraded: listed(degraded[row]),
          ...Object.fromEntries([...flags].map(([name, own]) => [name, listed(own[row])])),
        };
      });
    },

    async write(path) {
      const ending = extname(path);
      if (ending === '.csv' || ending === '.parquet') {
        const kept = echoed.map((name) => [name, types[name]] as const);
        const own = kept.filter((entry): entry is readonly [string, ColumnType] => entry[1] !== undefined);
        await writeTable(path, columns(), { types: Object.fromEntries(own) });
        return;
      }
      const lines = this.objects().map((row) => JSON.stringify(row));
      await writeAtomic(path, ending === '.json' ? `[\n${lines.join(',\n')}\n]\n` : `${lines.join('\n')}\n`);
    },
  };
}

/** What tells rows apart: names and times. */
function isEchoed(type: ColumnType | undefined): boolean {
  return type === 'text' || type === 'date' || type === 'timestamp' || type === 'timestamptz';
}

function jsonValue(value: number | string | null | undefined, type: ColumnType | undefined): unknown {
  if (value === undefined || value === null || typeof value === 'string') return value ?? null;
  if (Number.isNaN(value)) return null;
  const instant = new Date(value).toISOString();
  return type === 'date' ? instant.slice(0, 10) : instant;
}
