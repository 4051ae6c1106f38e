import type { Client } from 'pg';
import { err, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { ask } from './ask-server.ts';
import type { CarriedType } from './carried-type.ts';
import type { Column } from './copy-decoder.ts';
import { measureNumbers } from './measure-numbers.ts';
import type { TableSpec } from './source-spec.ts';

/**
 * The columns of a query and how each is carried. A column whose type cannot be carried is a problem that
 * names it; so are two columns whose names DuckDB takes for the same.
 */
export async function describeColumns(
  client: Client,
  table: Pick<TableSpec, 'name' | 'query' | 'as'>,
): Promise<Result<readonly Column[], SourceProblem>> {
  const text = `${describePrefix}${table.query}\n) AS q LIMIT 0`;
  const { fields } = await ask(client, text, { isArrays: true });
  const types = await readTypes(
    client,
    fields.map((field) => field.dataTypeID),
  );
  const columns: Column[] = [];
  const names = new Map<string, string>();
  const typeNames = await readTypeNames(client, fields);
  for (const [index, field] of fields.entries()) {
    const twin = names.get(field.name.toLowerCase());
    if (twin !== undefined) {
      return err({ kind: 'duplicate-column', table: table.name, columns: [twin, field.name] });
    }
    names.set(field.name.toLowerCase(), field.name);
    const found = types.get(field.dataTypeID);
    const known = found === undefined ? null : carry(found, field.dataTypeModifier, types);
    const carried = known === null ? null : asAsked(known, table.as[field.name]);
    const postgresType = typeNames[index] ?? String(field.dataTypeID);
    if (carried === null) {
      return err({ kind: 'unsupported-type', table: table.name, column: field.name, type: postgresType });
    }
    columns.push({ name: field.name, type: carried, postgresType });
  }
  return measureNumbers(client, { table, columns });
}

/** A number as pipeline.yaml says that it is to be carried. */
function asAsked(type: CarriedType, as: 'double' | 'text' | undefined): CarriedType {
  if (as === undefined) return type;
  if (type.kind === 'list') return { kind: 'list', element: asAsked(type.element, as) };
  if (type.kind !== 'decimal' && type.kind !== 'numeric-text') return type;
  return { kind: as === 'double' ? 'numeric-double' : 'numeric-text' };
}

/** What stands before the query in the text that the server sees. */
export const describePrefix = 'SELECT * FROM (';

interface TypeRow {
  readonly oid: number;
  readonly name: string;
  readonly schema: string;
  readonly kind: string;
  readonly element: number;
  readonly base: number;
  readonly modifier: number;
  readonly labels: readonly string[];
}

/** Those types, and the element and base types that they reach. */
async function readTypes(client: Client, oids: readonly number[]): Promise<Map<number, TypeRow>> {
  const found = await client.query<TypeRow>(
    `WITH RECURSIVE reached(oid) AS (
       SELECT unnest($1::oid[])
       UNION
       SELECT next.oid FROM reached r JOIN pg_type t ON t.oid = r.oid
       CROSS JOIN LATERAL (VALUES (t.typelem), (t.typbasetype)) AS next(oid) WHERE next.oid <> 0
     )
     SELECT t.oid::int8::float8 AS oid, t.typname AS name, n.nspname AS schema, t.typtype AS kind,
            CASE WHEN t.typcategory = 'A' THEN t.typelem::int8::float8 ELSE 0 END AS element,
            t.typbasetype::int8::float8 AS base, t.typtypmod AS modifier,
            coalesce((SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
                      FROM pg_enum e WHERE e.enumtypid = t.oid), '{}') AS labels
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid IN (SELECT oid FROM reached)`,
    [oids],
  );
  return new Map(found.rows.map((row) => [row.oid, row]));
}

const builtIn: Readonly<Record<string, CarriedType>> = {
  bool: { kind: 'boolean' },
  int2: { kind: 'int2' },
  int4: { kind: 'int4' },
  int8: { kind: 'int8' },
  oid: { kind: 'oid' },
  float4: { kind: 'float4' },
  float8: { kind: 'float8' },
  text: { kind: 'text' },
  varchar: { kind: 'text' },
  bpchar: { kind: 'text' },
  name: { kind: 'text' },
  xml: { kind: 'text' },
  char: { kind: 'char1' },
  json: { kind: 'json' },
  jsonb: { kind: 'jsonb' },
  bytea: { kind: 'blob' },
  uuid: { kind: 'uuid' },
  date: { kind: 'date' },
  time: { kind: 'time' },
  timestamp: { kind: 'timestamp' },
  timestamptz: { kind: 'timestamptz' },
  interval: { kind: 'interval' },
};

function carry(type: TypeRow, modifier: number, types: ReadonlyMap<number, TypeRow>): CarriedType | null {
  if (type.kind === 'd') {
    const base = types.get(type.base);
    return base === undefined ? null : carry(base, type.modifier, types);
  }
  if (type.kind === 'e')
    return type.labels.length === 0 ? { kind: 'text' } : { kind: 'enum', labels: type.labels };
  if (type.element !== 0) {
    const element = types.get(type.element);
    const carried = element === undefined ? null : carry(element, modifier, types);
    return carried === null || carried.kind === 'list' ? null : { kind: 'list', element: carried };
  }
  if (type.name === 'citext' && type.kind === 'b') return { kind: 'text' };
  if (type.schema !== 'pg_catalog') return null;
  if (type.name === 'numeric') return carryNumeric(modifier);
  return builtIn[type.name] ?? null;
}

/** numeric's modifier holds precision and scale; the scale is a signed 11-bit number (since PostgreSQL 15). */
function carryNumeric(modifier: number): CarriedType {
  if (modifier < 4) return { kind: 'numeric-text' };
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  const decimals = Math.max(scale, 0);
  const width = Math.max(precision - scale, 0) + decimals;
  return width <= 38
    ? { kind: 'decimal', width: Math.max(width, 1), scale: decimals }
    : { kind: 'numeric-text' };
}

async function readTypeNames(
  client: Client,
  fields: readonly { readonly dataTypeID: number; readonly dataTypeModifier: number }[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format_type(oid, modifier) AS name
     FROM unnest($1::oid[], $2::int4[]) WITH ORDINALITY AS t(oid, modifier, n) ORDER BY n`,
    [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
  );
  return rows.map(({ name }) => name);
}
