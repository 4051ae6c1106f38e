import type { Client } from 'pg';
import { type Digest, digestOf } from '../base/digest.ts';
import { ask } from './ask-server.ts';
import { type PlanFacts, type Relation, whyUnrepeatable } from './why-unrepeatable.ts';

/** What the planner says of a query, without running it. */
export interface ExplainedQuery {
  readonly estimatedRows: number | null;
  /** Oids of the tables that it reads, each once. */
  readonly relations: readonly number[];
  /** Of the plan without its costs: its shape, and every constant that the query was folded to. */
  readonly digest: Digest;
  /** Why the same database state could give other rows; null where it could not. */
  readonly unrepeatable: string | null;
}

interface PlanNode {
  readonly [key: string]: unknown;
}

/** Asks the planner which tables and functions a query reaches. */
export async function explainQuery(client: Client, query: string): Promise<ExplainedQuery> {
  const { rows } = await ask<{ 'QUERY PLAN': readonly { Plan?: PlanNode }[] }>(
    client,
    `${explainPrefix}${query}`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan ?? {};
  const facts: PlanFacts = {
    names: new Set(),
    aliases: new Map(),
    texts: [],
    nodes: new Set(),
    isPruned: false,
  };
  gather(plan, facts);
  const relations = await describeRelations(client, [...facts.names]);
  const estimate = plan['Plan Rows'];
  return {
    estimatedRows: typeof estimate === 'number' ? estimate : null,
    relations: relations.map(({ oid }) => oid),
    digest: digestOf('query-plan/1', withoutCosts(plan)),
    unrepeatable: await whyUnrepeatable(client, { facts, relations }),
  };
}

/** What stands before the query in the text that the server sees. */
export const explainPrefix = 'EXPLAIN (VERBOSE, FORMAT JSON) ';

function gather(node: PlanNode, facts: PlanFacts): void {
  const { Schema: schema, 'Relation Name': relation, Alias: alias, 'Node Type': type } = node;
  if (typeof schema === 'string' && typeof relation === 'string') {
    const name = JSON.stringify([schema, relation]);
    facts.names.add(name);
    if (typeof alias === 'string') facts.aliases.set(alias, name);
  }
  if (typeof type === 'string') facts.nodes.add(type);
  if (Number(node['Subplans Removed'] ?? 0) > 0) facts.isPruned = true;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'Function Name' && typeof value === 'string') {
      facts.texts.push(`"${value.replaceAll('"', '""')}"(`);
    } else if (typeof value === 'string') facts.texts.push(value);
    if (!Array.isArray(value)) continue;
    for (const item of value) {
      if (typeof item === 'string') facts.texts.push(item);
      else if (typeof item === 'object' && item !== null) gather(item as PlanNode, facts);
    }
  }
}

const costs = ['Startup Cost', 'Total Cost', 'Plan Rows', 'Plan Width'];

/** As JSON; `digestOf` takes no fractions, which only costs have. */
function withoutCosts(plan: PlanNode): string {
  return JSON.stringify(plan, (key, value) => (costs.includes(key) ? undefined : value));
}

async function describeRelations(client: Client, names: readonly string[]): Promise<readonly Relation[]> {
  if (names.length === 0) return [];
  const { rows } = await client.query<Relation>(
    `SELECT c.oid::int8::float8 AS oid, c.relname AS name, wanted.pair,
            c.relkind IN ('r', 'p', 'm') AND c.relpersistence = 'p'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AS is_plain
     FROM unnest($1::text[]) AS wanted(pair)
     JOIN pg_namespace n ON n.nspname = wanted.pair::json->>0
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.pair::json->>1 ORDER BY c.oid`,
    [names],
  );
  return rows;
}
