import type { DuckDBConnection } from '@duckdb/node-api';
import { err, ok, type Result } from '../../base/result.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExperimentSummary } from './experiment-summary.ts';
import { type FilterTable, filterTableOf, namedInFilter, writtenColumns } from './filter-table.ts';
import { nearColumn } from './near-column.ts';

/**
 * The experiments for which a SQL expression of DuckDB is true, in the order given:
 * `metrics."evaluate.accuracy" > 0.5 AND params.horizon = 7`. Its columns are id, name, hypothesis, state,
 * started_at (UTC), seconds, tags (a list), git_commit, and the structs `metrics` and `params`; what an
 * experiment lacks is NULL. A subquery may read the table `experiments`.
 *
 * The expression reaches no file, no network and no setting: DuckDB's own parser must find it to be one
 * expression, which names no other table and no table function, and the database, which holds only these
 * columns, is opened without external access and with its settings locked.
 */
export async function pickExperiments(
  experiments: readonly ExperimentSummary[],
  where: string,
): Promise<Result<readonly ExperimentSummary[], Problem>> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    enable_external_access: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    lock_configuration: 'true',
    threads: '1',
    memory_limit: '512MB',
  });
  try {
    const connection = await instance.connect();
    const table = filterTableOf(experiments);
    await loadTable(connection, table);
    const checked = await checkExpression(connection, where);
    if (!checked.ok) return err(problem({ given: where, table, fault: checked.error }));
    try {
      const answer = await connection.runAndReadAll(
        `SELECT row_number FROM experiments WHERE (${where}\n) ORDER BY row_number`,
      );
      return ok(answer.getRows().flatMap(([row]) => experiments[Number(row)] ?? []));
    } catch (error) {
      return err(
        problem({
          given: where,
          table,
          fault: { message: wordsOf(error), names: checked.value },
        }),
      );
    }
  } finally {
    instance.closeSync();
  }
}

interface Fault {
  readonly message: string;
  /** The columns that the expression names, each as its path. */
  readonly names: readonly (readonly string[])[];
}

/** The column names of an expression, once it is known to be one and harmless. */
async function checkExpression(
  connection: DuckDBConnection,
  where: string,
): Promise<Result<Fault['names'], Fault>> {
  const fail = (message: string): Result<never, Fault> => err({ message, names: [] });
  if (where.trim() === '') return fail('the filter is empty');
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [
    `SELECT (${where}\n)`,
  ]);
  const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as {
    readonly error: boolean;
    readonly error_message?: string;
    readonly statements?: readonly { readonly node: Readonly<Record<string, unknown>> }[];
  };
  const [statement, ...others] = tree.statements ?? [];
  if (tree.error && /^Only SELECT|near ";"/.test(tree.error_message ?? '')) return fail(onlyOne);
  if (tree.error || statement === undefined) {
    return fail(`not a complete SQL expression (${tree.error_message ?? 'nothing to parse'})`);
  }
  const { node } = statement;
  const from = node.from_table as { readonly type?: string } | null;
  const isOneExpression =
    others.length === 0 &&
    node.type === 'SELECT_NODE' &&
    (node.select_list as readonly unknown[]).length === 1 &&
    from?.type === 'EMPTY' &&
    node.where_clause === null &&
    (node.modifiers as readonly unknown[]).length === 0;
  if (!isOneExpression) return fail(onlyOne);
  const named = namedInFilter(node);
  const foreign = named.tables.find((name) => name.toLowerCase() !== 'experiments');
  if (foreign !== undefined) return fail(`it can read no table but experiments, and names ${foreign}`);
  if (named.functions[0] !== undefined) return fail(`it can call no table function: ${named.functions[0]}`);
  return ok(named.columns);
}

const onlyOne = 'it must be one SQL expression, as after WHERE, and nothing else';

async function loadTable(connection: DuckDBConnection, table: FilterTable): Promise<void> {
  const columns = table.columns.map(({ flat, type }) => `${flat} ${type}`);
  await connection.run(`CREATE TABLE flat (row_number INTEGER, ${columns.join(', ')})`);
  const appender = await connection.createAppender('flat');
  const { LIST, VARCHAR, DuckDBTimestampValue } = await import('@duckdb/node-api');
  for (let row = 0; row < table.rows; row++) {
    appender.appendInteger(row);
    for (const { type, values } of table.columns) {
      const value = values[row] ?? null;
      if (value === null) appender.appendNull();
      else if (type === 'DOUBLE') appender.appendDouble(value as number);
      else if (type === 'BOOLEAN') appender.appendBoolean(value as boolean);
      else if (type === 'TIMESTAMP') {
        appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value as number) * 1000n));
      } else if (type === 'VARCHAR[]') appender.appendList(value as readonly string[], LIST(VARCHAR));
      else appender.appendVarchar(value as string);
    }
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`CREATE VIEW experiments AS SELECT row_number, ${table.select} FROM flat`);
}

function problem(input: {
  readonly given: string;
  readonly table: FilterTable;
  readonly fault: Fault;
}): Problem {
  return {
    kind: 'bad-filter',
    given: input.given,
    message: input.fault.message,
    near: nearColumn(input.fault.names, input.table),
    columns: writtenColumns(input.table),
  };
}

/** DuckDB's message without its class, its candidates and its echo of the query. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/^[A-Z][A-Za-z ]* Error: /, '');
}
