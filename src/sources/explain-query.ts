import type { Client } from 'pg';

/** What the planner says of a query, without running it. */
export interface ExplainedQuery {
  readonly estimatedRows: number | null;
  /** Oids of the tables that it reads, each once. */
  readonly relations: readonly number[];
  /** Why the same database state could give other rows; null where it could not. */
  readonly unrepeatable: string | null;
}

interface PlanNode {
  readonly [key: string]: unknown;
}

/**
 * Asks the planner which tables and functions a query reaches. It is repeatable where it reads ordinary,
 * logged tables, and nothing that looks at the clock, the session, chance or another server.
 */
export async function explainQuery(client: Client, query: string): Promise<ExplainedQuery> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { Plan?: PlanNode }[] }>(
    `${explainPrefix}${query}`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan ?? {};
  const found = { names: new Set<string>(), texts: [] as string[], nodes: new Set<string>() };
  gather(plan, found);
  const relations = await describeRelations(client, [...found.names]);
  const estimate = plan['Plan Rows'];
  return {
    estimatedRows: typeof estimate === 'number' ? estimate : null,
    relations: relations.map(({ oid }) => oid),
    unrepeatable: await whyUnrepeatable(client, { ...found, relations }),
  };
}

/** What stands before the query in the text that the server sees. */
export const explainPrefix = 'EXPLAIN (VERBOSE, FORMAT JSON) ';

/** Tables as `schema.name`, expressions and kinds of nodes, of a plan and all below it. */
function gather(
  node: PlanNode,
  found: { readonly names: Set<string>; readonly texts: string[]; readonly nodes: Set<string> },
): void {
  const { Schema: schema, 'Relation Name': relation, 'Node Type': type } = node;
  if (typeof schema === 'string' && typeof relation === 'string') {
    found.names.add(JSON.stringify([schema, relation]));
  }
  if (typeof type === 'string') found.nodes.add(type);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'Function Name' && typeof value === 'string') found.texts.push(`${value}(`);
    if (typeof value === 'string') found.texts.push(value);
    if (!Array.isArray(value)) continue;
    for (const item of value) {
      if (typeof item === 'string') found.texts.push(item);
      else if (typeof item === 'object' && item !== null) gather(item as PlanNode, found);
    }
  }
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  /** Whether it is a table (or materialised view) that keeps what was committed, also after a crash. */
  readonly is_plain: boolean;
}

async function describeRelations(client: Client, names: readonly string[]): Promise<readonly Relation[]> {
  const { rows } = await client.query<Relation>(
    `SELECT c.oid::int8::float8 AS oid, c.relname AS name,
            c.relkind IN ('r', 'p', 'm') AND c.relpersistence = 'p'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AS is_plain
     FROM unnest($1::text[]) AS wanted(pair)
     JOIN pg_namespace n ON n.nspname = wanted.pair::json->>0
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.pair::json->>1 ORDER BY c.oid`,
    [names],
  );
  return rows;
}

const unrepeatableNodes = ['Foreign Scan', 'Custom Scan', 'Sample Scan', 'Named Tuplestore Scan'];
const sessionWords = /\b(CURRENT_[A-Z]+|LOCALTIME(STAMP)?|SESSION_USER|SYSTEM_USER)\b/;
/** Stable built-in functions whose value is not decided by what is committed. */
const clockFunctions = ['now', 'transaction_timestamp', 'statement_timestamp', 'age', 'current_setting'];

async function whyUnrepeatable(
  client: Client,
  plan: {
    readonly texts: readonly string[];
    readonly nodes: ReadonlySet<string>;
    readonly relations: readonly Relation[];
  },
): Promise<string | null> {
  const node = unrepeatableNodes.find((type) => plan.nodes.has(type));
  if (node !== undefined) return node;
  const strange = plan.relations.find((relation) => !relation.is_plain);
  if (strange !== undefined) return `${strange.name} is not an ordinary table`;
  const text = plan.texts.map(withoutLiterals).join('\n');
  const word = sessionWords.exec(text);
  if (word !== null) return word[0];
  const names = [...text.matchAll(/([A-Za-z_][\w$]*)\s*\(/g)].map((match) => match[1] as string);
  const { rows } = await client.query<{ name: string }>(
    `SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE p.proname = ANY ($1::text[]) AND (p.provolatile = 'v' OR p.provolatile = 's' AND (
       n.nspname <> 'pg_catalog' OR p.proname = ANY ($2::text[]) OR p.proname ~ '^(pg|txid|inet)_'))
     ORDER BY 1 LIMIT 1`,
    [names, clockFunctions],
  );
  return rows[0] === undefined ? null : `${rows[0].name}()`;
}

/** An expression without its string constants; quoted names lose their quotes, so that calls of them show. */
function withoutLiterals(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''").replace(/"((?:[^"]|"")*)"/g, '$1');
}
