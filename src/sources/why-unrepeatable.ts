import type { Client } from 'pg';

/** What stands in a plan: what is judged. */
export interface PlanFacts {
  /** Tables, as `["schema","name"]`. */
  readonly names: Set<string>;
  /** How expressions call them: alias → table. */
  readonly aliases: Map<string, string>;
  /** Expressions, as SQL. */
  readonly texts: string[];
  readonly nodes: Set<string>;
  /** Whether parts of a partitioned table were left out by what a stable expression gives now. */
  isPruned: boolean;
}

export interface Relation {
  readonly oid: number;
  readonly name: string;
  /** As in a plan's `names`. */
  readonly pair: string;
  /** Whether it is a table (or materialised view) that keeps what was committed, also after a crash. */
  readonly is_plain: boolean;
}

/** Kinds of plan nodes that give the same rows for the same tables. */
const repeatableNodes = new Set(
  (
    'Result,ProjectSet,Append,Merge Append,Recursive Union,BitmapAnd,BitmapOr,Nested Loop,Merge Join,Hash Join,' +
    'Seq Scan,Gather,Gather Merge,Index Scan,Index Only Scan,Bitmap Index Scan,Bitmap Heap Scan,Tid Scan,' +
    'Tid Range Scan,Subquery Scan,Function Scan,Values Scan,CTE Scan,WorkTable Scan,Materialize,Memoize,Sort,' +
    'Incremental Sort,Group,Aggregate,WindowAgg,Unique,SetOp,Limit,Hash'
  ).split(','),
);

/**
 * Built-in functions that are STABLE only since they go by settings, which the token holds, or by what is committed.
 * All others of that kind may go by the clock, the session or another server.
 */
const settledFunctions = (
  'date_trunc,date_part,extract,timezone,to_char,to_date,to_timestamp,to_number,date,time,timetz,timestamp,' +
  'timestamptz,make_timestamptz,date_bin,generate_series,concat,concat_ws,format,array_to_string,string_to_array,' +
  'to_json,to_jsonb,row_to_json,array_to_json,json_build_object,json_build_array,jsonb_build_object,' +
  'jsonb_build_array,to_tsvector,to_tsquery,plainto_tsquery,phraseto_tsquery,websearch_to_tsquery,date_add,' +
  'date_subtract,overlaps,quote_literal,quote_nullable,xmlconcat'
).split(',');

/** Expressions that give a moment, whatever they are given: to cast one to a date reads no text. */
const temporal =
  /^(date_trunc|timezone|to_timestamp|make_timestamptz?|make_date|date_bin)\(|^\([^()]* AT TIME ZONE [^()]*\)$|^\([^()]* [-+] ''::interval\)$/;
const sessionWords = /\b(CURRENT_[A-Z]+|LOCALTIME(STAMP)?|SESSION_USER|SYSTEM_USER)\b/;
const name = '"(?:[^"]|"")*"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*';
const called = new RegExp(`(${name})\\s*\\(`, 'g');
const columnOf = new RegExp(`^(?:(${name})\\.)?(${name})$`);
const temporalCast = /\)::(date|time|timestamp)\b/g;

/**
 * Why the same database state could give other rows for a plan; null where everything in it is known not to.
 * A function or operator of the user's own, or of a name that one has too, is not known: what its declaration says
 * is a promise of its author's. Those of extensions are believed.
 */
export async function whyUnrepeatable(
  client: Client,
  { facts, relations }: { readonly facts: PlanFacts; readonly relations: readonly Relation[] },
): Promise<string | null> {
  const node = [...facts.nodes].find((type) => !repeatableNodes.has(type));
  if (node !== undefined) return node;
  const strange = relations.find((relation) => !relation.is_plain);
  if (strange !== undefined) return `${strange.name} is not an ordinary table`;
  const text = facts.texts.map((one) => one.replace(/'(?:[^']|'')*'/g, "''")).join('\n');
  const word = sessionWords.exec(text.replace(/"(?:[^"]|"")*"/g, '""'));
  if (word !== null) return word[0];
  const found = await client.query<{ what: string }>(strangeSql, [
    [...text.matchAll(called)].map((match) => unquoted(match[1] ?? '')),
    settledFunctions,
    text.replace(/"(?:[^"]|"")*"/g, ' ').match(/[-+*/<>=~!@#%^&|`?]+/g) ?? [],
    text.includes(')::'),
  ]);
  if (found.rows[0] !== undefined) return found.rows[0].what;
  if (facts.isPruned) return 'parts of a partitioned table that are left out';
  return await whyCastReadsClock(client, { text, facts, relations });
}

const isOfExtension = (catalog: string, oid: string) =>
  `EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

/** Functions, operators and casts that are not known to give the same for the same. */
const strangeSql = `
  SELECT p.proname || '()' AS what FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proname = ANY ($1::text[]) AND CASE WHEN n.nspname = 'pg_catalog'
    THEN p.provolatile = 'v' OR p.provolatile = 's' AND p.proname <> ALL ($2::text[])
    ELSE p.provolatile <> 'i' OR NOT ${isOfExtension('pg_proc', 'p.oid')} END
  UNION ALL
  SELECT 'operator ' || o.oprname FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  JOIN pg_proc p ON p.oid = o.oprcode
  WHERE o.oprname = ANY ($3::text[]) AND n.nspname <> 'pg_catalog'
    AND (p.provolatile <> 'i' OR NOT ${isOfExtension('pg_operator', 'o.oid')})
  UNION ALL
  SELECT 'a cast by ' || p.proname || '()' FROM pg_cast c JOIN pg_proc p ON p.oid = c.castfunc
  JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE $4 AND n.nspname <> 'pg_catalog' AND (p.provolatile <> 'i' OR NOT ${isOfExtension('pg_cast', 'c.oid')})
  ORDER BY 1 LIMIT 1`;

/** A text that is cast to a date may say "today". */
async function whyCastReadsClock(
  client: Client,
  {
    text,
    facts,
    relations,
  }: { readonly text: string; readonly facts: PlanFacts; readonly relations: readonly Relation[] },
): Promise<string | null> {
  const columns: { readonly oid: number; readonly column: string }[] = [];
  for (const cast of text.matchAll(temporalCast)) {
    const given = insideOf(text, cast.index);
    if (temporal.test(given)) continue;
    const [, alias, column] = columnOf.exec(given) ?? [];
    // A plan of one table does not say whose a column is.
    const [only] = facts.aliases.size === 1 ? facts.aliases.values() : [];
    const pair = alias === undefined ? only : facts.aliases.get(unquoted(alias));
    const relation = relations.find((one) => one.pair === pair);
    if (relation === undefined || column === undefined) return `a cast to ${cast[1]} of what may be a text`;
    columns.push({ oid: relation.oid, column: unquoted(column) });
  }
  if (columns.length === 0) return null;
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.attname AS name FROM unnest($1::oid[], $2::text[]) AS w(oid, name)
     JOIN pg_attribute a ON a.attrelid = w.oid AND a.attname = w.name
     JOIN pg_type t ON t.oid = a.atttypid WHERE t.typcategory <> 'D' LIMIT 1`,
    [columns.map(({ oid }) => oid), columns.map(({ column }) => column)],
  );
  return rows[0] === undefined ? null : `${rows[0].name} is a text that is cast to a date`;
}

/** What stands between the parenthesis that closes at `end` and the one that opened it. */
function insideOf(text: string, end: number): string {
  let depth = 0;
  for (let at = end; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return text.slice(at + 1, end);
  }
  return '';
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
