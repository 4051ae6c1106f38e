import { z } from 'zod';
import type { TableSpec } from './source-spec.ts';

const columnNames = z.union([z.string().min(1), z.array(z.string().min(1))]);

const append = z.strictObject({
  cursor: z.string(),
  lag: z.number().nullable().default(null),
  lagMs: z.number().nullable().default(null),
  updatedAt: z.string().nullable().default(null),
  check: z.enum(['content', 'count']).default('content'),
});

const table = z.strictObject({
  query: z.string().nullable().default(null),
  table: z.string().nullable().default(null),
  key: columnNames.default([]),
  time: columnNames.nullable().default(null),
  append: z.union([z.string(), append]).nullable().default(null),
  as: z.record(z.string(), z.enum(['double', 'text'])).default({}),
  allowEmpty: z.boolean().default(false),
});

/** The params of an extract stage, as pipeline.yaml gives them. */
export const extractParams = z.strictObject({ tables: z.record(z.string(), table) });

type ExtractParams = z.output<typeof extractParams>;

/** The tables to read, every default filled in; `{table: app.market_data}` becomes its query. */
export function tableSpecs(params: ExtractParams): readonly TableSpec[] {
  return Object.entries(params.tables).map(([name, given]) => ({
    name,
    query:
      given.query === null ? `SELECT * FROM ${quotedTable(given.table ?? name)}` : withoutEnd(given.query),
    key: [given.key].flat(),
    time: given.time === null ? [] : [given.time].flat(),
    append: typeof given.append === 'string' ? append.parse({ cursor: given.append }) : given.append,
    as: given.as,
    allowEmpty: given.allowEmpty,
  }));
}

/** The query without white space and semicolons at its end, which a query inside another cannot have. */
function withoutEnd(query: string): string {
  return query.replace(/[\s;]+$/, '');
}

/** A name as SQL writes it; one that is quoted already stays as it is. */
function quotedTable(name: string): string {
  if (name.includes('"')) return name;
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
