import type { SourceProblem } from '../model/source-problem.ts';
import { type Connection, serverName } from './connection.ts';
import type { ResolvedSource } from './source-spec.ts';

export interface ReadingState {
  readonly connection: Connection;
  /** Whether the connection had been made. */
  readonly isConnected: boolean;
  readonly table: string | null;
  /** The query as given, and how far into the text sent to the server it begins. */
  readonly query: string | null;
  readonly queryOffset: number;
  readonly rows: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number | null;
}

/** The state where no table is being read. */
export function noTable(
  source: ResolvedSource,
  { isConnected }: { readonly isConnected: boolean },
): ReadingState {
  const { connection, connectTimeoutMs, statementTimeoutMs } = source;
  const none = { table: null, query: null, queryOffset: 0, rows: 0 };
  return { connection, isConnected, connectTimeoutMs, statementTimeoutMs, ...none };
}

/** The fields of an error that `pg` or Node's sockets raise, where there are any. */
interface RaisedError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: string;
  readonly hint?: string;
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
]);
const cut = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);
const certificate =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|INVALID_CA|HOSTNAME_MISMATCH|ERR_SSL|ERR_OSSL)/;

/** Which problem an error raised by the client or the server is; null for one that is not the source's. */
export function classifyError(raised: unknown, state: ReadingState): SourceProblem | null {
  const error = firstOf(raised);
  const { connection, table } = state;
  const server = serverName(connection);
  const code = error.code ?? '';
  const message = error.message ?? '';
  if (message === 'timeout expired') {
    return { kind: 'connect-timeout', server, timeoutMs: state.connectTimeoutMs };
  }
  if (unreachable.has(code) && !state.isConnected) {
    return { kind: 'server-down', server, reason: code };
  }
  if (certificate.test(code))
    return { kind: 'certificate-invalid', server, reason: certificateReason(code, message) };
  if (message.includes('does not support SSL')) {
    return { kind: 'tls-unavailable', server, sslmode: connection.sslmode };
  }
  if (/^SASL: .*password must be/.test(message)) {
    return { kind: 'wrong-password', server, role: connection.user, isGiven: false };
  }
  if (cut.has(code) || /^Connection terminated/.test(message) || code.startsWith('08')) {
    return state.isConnected
      ? { kind: 'connection-cut', server, table, rows: state.rows }
      : { kind: 'server-down', server, reason: code === '' ? 'it closed the connection' : message || code };
  }
  return /^[0-9A-Z]{5}$/.test(code) ? classifySqlState(code, message, error, state) : null;
}

function classifySqlState(
  code: string,
  message: string,
  error: RaisedError,
  state: ReadingState,
): SourceProblem {
  const { connection, table, rows } = state;
  const server = serverName(connection);
  const role = connection.user;
  switch (code) {
    case '28P01':
      return { kind: 'wrong-password', server, role, isGiven: connection.password !== null };
    case '28000':
      return /no encryption|SSL off/.test(message)
        ? { kind: 'tls-required', server }
        : { kind: 'role-refused', server, role, reason: message };
    case '3D000':
      return { kind: 'database-missing', server, database: connection.database };
    case '53300':
      return { kind: 'too-many-connections', server };
    case '57P03':
      return { kind: 'server-down', server, reason: message };
    case '57P01':
    case '57P02':
      return { kind: 'server-restarted', server, table, rows };
    case '57014':
      return /statement timeout/.test(message)
        ? { kind: 'statement-timeout', table, timeoutMs: state.statementTimeoutMs }
        : { kind: 'query-cancelled', server, table };
    case '42501':
      return { kind: 'permission-denied', table, role, reason: message };
    case '40001':
    case '40P01':
    case '72000':
      return { kind: 'snapshot-conflict', table, reason: message };
    default:
      return {
        kind: 'query-error',
        table,
        code,
        reason: message,
        hint: error.hint ?? null,
        at: placeOf(error, state),
      };
  }
}

function placeOf(
  error: RaisedError,
  state: ReadingState,
): { line: number; column: number; text: string } | null {
  if (error.position === undefined || state.query === null) return null;
  const index = Number(error.position) - 1 - state.queryOffset;
  if (index < 0 || index >= state.query.length) return null;
  const before = state.query.slice(0, index).split('\n');
  const line = before.length;
  return { line, column: (before.at(-1) ?? '').length + 1, text: state.query.split('\n')[line - 1] ?? '' };
}

/** Node joins the failures of several addresses of one host; the first one tells. */
function firstOf(error: unknown): RaisedError {
  if (error instanceof AggregateError && error.errors.length > 0) return firstOf(error.errors[0]);
  return typeof error === 'object' && error !== null ? (error as RaisedError) : { message: String(error) };
}

function certificateReason(code: string, message: string): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'it is signed by an authority that sslrootcert does not name';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'the authority that signed it is not among those of sslrootcert';
    case 'CERT_HAS_EXPIRED':
      return 'it has expired';
    case 'CERT_NOT_YET_VALID':
      return 'it is not valid yet';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `it was made for another host name (${message})`;
    default:
      return `${code}: ${message}`;
  }
}
