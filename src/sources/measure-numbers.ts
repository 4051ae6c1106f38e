import type { Client } from 'pg';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { ask } from './ask-server.ts';
import type { CarriedType } from './carried-type.ts';
import type { Column } from './copy-decoder.ts';
import type { TableSpec } from './source-spec.ts';

/** Digits of DuckDB's widest DECIMAL. */
const mostDigits = 38;

/**
 * Finds the DECIMAL that holds the numbers of columns without declared bounds (`numeric`, `avg`, `sum` of bigint): the
 * server is asked for the largest and for the most decimals, in the transaction that then reads them. Columns that
 * pipeline.yaml says how to carry are left alone; what fits no DECIMAL is a problem, since a text is no number.
 */
export async function measureNumbers(
  client: Client,
  {
    table,
    columns,
  }: { readonly table: Pick<TableSpec, 'name' | 'query' | 'as'>; readonly columns: readonly Column[] },
): Promise<Result<readonly Column[], SourceProblem>> {
  const open = columns.filter(({ name, type }) => isUnbounded(type) && !Object.hasOwn(table.as, name));
  if (open.length === 0) return ok(columns);
  const asked = open.map(({ name, type }) => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const most = (of: (value: string) => string) =>
      type.kind === 'list'
        ? `max((SELECT max(${of('e')}) FROM unnest(q.${quoted}) AS u(e)))`
        : `max(${of(`q.${quoted}`)})`;
    return `${most((value) => `abs(${value})`)}::text, ${most((value) => `min_scale(${value})`)}::text`;
  });
  const text = `SELECT ${asked.join(', ')} FROM (${table.query}\n) AS q`;
  const { rows } = await ask(client, text, { isArrays: true });
  const found = (rows[0] ?? []) as unknown as readonly (string | null)[];
  const measured = new Map<string, CarriedType>();
  for (const [index, { name, postgresType, type }] of open.entries()) {
    const largest = found[index * 2] ?? '0';
    const scale = Number(found[index * 2 + 1] ?? 0);
    const digits = (largest.split('.')[0] ?? '').replace(/^0+/, '').length;
    const special = /^\d/.test(largest) ? null : largest;
    if (special !== null || digits + scale > mostDigits) {
      const facts = { table: table.name, column: name, type: postgresType, digits, scale, special };
      return err({ kind: 'numeric-unbounded', ...facts });
    }
    const decimal = { kind: 'decimal', width: mostDigits, scale } as const;
    measured.set(name, type.kind === 'list' ? { kind: 'list', element: decimal } : decimal);
  }
  return ok(columns.map((column) => ({ ...column, type: measured.get(column.name) ?? column.type })));
}

function isUnbounded(type: CarriedType): boolean {
  return type.kind === 'list' ? isUnbounded(type.element) : type.kind === 'numeric-text';
}
