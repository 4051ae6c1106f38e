import { readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { type Connection, type SslMode, sslModes } from './connection.ts';
import { type ConnectionSettings, parseConnectionString } from './parse-connection-string.ts';

type ConnectionOrigin = 'url' | 'file' | 'environment';

export interface ResolvedConnection {
  readonly connection: Connection;
  /** Where it was found. */
  readonly origin: ConnectionOrigin;
}

/**
 * Finds out where to connect, as libpq does: a URL (or `key=value` text) first, else the file that holds it,
 * and for what these leave open the service file, the `PG*` variables, the password file and the defaults.
 * The value is null where nothing names a server: no URL, no file, no PGHOST, PGSERVICE or PGHOSTADDR.
 */
export function resolveConnection(from: {
  readonly url: string | null;
  /** Absolute path of a file that holds the URL. */
  readonly urlFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Result<ResolvedConnection | null, SourceProblem> {
  const { env } = from;
  const bad = (reason: string) => err({ kind: 'bad-connection', reason } as const);
  let text = from.url?.trim() ?? '';
  let origin: ConnectionOrigin = 'url';
  if (text === '' && from.urlFile !== null) {
    try {
      text = readFileSync(from.urlFile, 'utf8').trim();
    } catch (error) {
      return bad(`the file with the URL, ${from.urlFile}, cannot be read (${codeOf(error)})`);
    }
    if (text === '') return bad(`the file with the URL, ${from.urlFile}, is empty`);
    origin = 'file';
  }
  let given: ConnectionSettings = {};
  if (text !== '') {
    const parsed = parseConnectionString(text);
    if (!parsed.ok) return bad(parsed.error);
    given = parsed.value;
  } else {
    if (!env.PGHOST && !env.PGHOSTADDR && !env.PGSERVICE) return ok(null);
    origin = 'environment';
  }
  const service = given.service ?? env.PGSERVICE;
  let ofService: ConnectionSettings = {};
  if (service) {
    const read = readService(service, env);
    if (!read.ok) return bad(read.error);
    ofService = read.value;
  }
  const settings: ConnectionSettings = { ...fromVariables(env), ...ofService, ...given };
  for (const [option, allowed] of Object.entries(honoured)) {
    const given = settings[option];
    if (given !== undefined && !allowed.includes(given)) {
      return bad(`labbook cannot hold to ${option}=${given}; it can be ${allowed.join(' or ')}`);
    }
  }
  const user = settings.user ?? systemUser();
  const host = settings.hostaddr ?? settings.host ?? 'localhost';
  if (host.includes(','))
    return bad('it names several hosts, and labbook tries one: give the one to read from');
  const port = Number(settings.port ?? '5432');
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    return bad('the port is not a number in 1 … 65535');
  const sslmode = settings.sslmode ?? (settings.sslrootcert === 'system' ? 'verify-full' : 'prefer');
  if (!isSslMode(sslmode)) {
    return bad(`sslmode is "${sslmode}"; it can be ${sslModes.join(', ')}`);
  }
  const database = settings.dbname ?? user;
  const passfile = settings.passfile ?? join(homedir(), '.pgpass');
  return ok({
    origin,
    connection: {
      host,
      port,
      database,
      user,
      password: settings.password ?? readPassfile(passfile, { host, port, database, user }),
      sslmode,
      sslrootcert: settings.sslrootcert ?? defaultRootCertificate(),
      sslcert: settings.sslcert ?? null,
      sslkey: settings.sslkey ?? null,
      applicationName: settings.application_name ?? 'labbook',
      options: settings.options ?? null,
    },
  });
}

/** Options that ask for what the client does not do: better refused than not held to. */
const honoured: Readonly<Record<string, readonly string[]>> = {
  channel_binding: ['disable', 'prefer'],
  target_session_attrs: ['any', 'prefer-standby'],
  gssencmode: ['disable', 'prefer'],
  sslnegotiation: ['postgres'],
};

const variables: Readonly<Record<string, string>> = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGPASSFILE: 'passfile',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGAPPNAME: 'application_name',
  PGOPTIONS: 'options',
};

function fromVariables(env: Readonly<Record<string, string | undefined>>): ConnectionSettings {
  const settings: Record<string, string> = {};
  for (const [variable, name] of Object.entries(variables)) {
    const value = env[variable];
    if (value !== undefined && value !== '') settings[name] = value;
  }
  return settings;
}

/** A section of the connection service file (PostgreSQL manual, 32.17): PGSERVICEFILE, else ~/.pg_service.conf. */
function readService(
  service: string,
  env: Readonly<Record<string, string | undefined>>,
): Result<ConnectionSettings, string> {
  const places = env.PGSERVICEFILE
    ? [env.PGSERVICEFILE]
    : [
        join(homedir(), '.pg_service.conf'),
        join(env.PGSYSCONFDIR ?? '/etc/postgresql-common', 'pg_service.conf'),
      ];
  for (const place of places) {
    let text: string;
    try {
      text = readFileSync(place, 'utf8');
    } catch {
      continue;
    }
    const settings: Record<string, string> = {};
    let isIn = false;
    let isFound = false;
    for (const raw of text.split(/\r?\n/)) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      if (line.startsWith('[')) {
        isIn = line === `[${service}]`;
        isFound ||= isIn;
      } else if (isIn) {
        const equals = line.indexOf('=');
        if (equals > 0) settings[line.slice(0, equals).trim()] = line.slice(equals + 1).trim();
      }
    }
    if (isFound) return ok(settings);
  }
  return err(`there is no service "${service}" in ${places.join(' or ')}`);
}

/** The password for a server from `host:port:database:user:password` lines; null where none fits. */
function readPassfile(
  path: string,
  wanted: { readonly host: string; readonly port: number; readonly database: string; readonly user: string },
): string | null {
  let text: string;
  try {
    // As libpq does: a password file that others can read is not used.
    if ((statSync(path).mode & 0o077) !== 0) return null;
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  for (const line of text.split(/\r?\n/)) {
    const fields = (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((f) =>
      f.replace(/:$/, '').replace(/\\(.)/g, '$1'),
    );
    const [host, port, database, user, password] = fields;
    const pairs = [
      [host, wanted.host],
      [port, String(wanted.port)],
      [database, wanted.database],
      [user, wanted.user],
    ];
    if (password !== undefined && pairs.every(([has, wants]) => has === '*' || has === wants))
      return password;
  }
  return null;
}

/** Where libpq looks for the authorities to trust. */
function defaultRootCertificate(): string | null {
  const path = join(homedir(), '.postgresql', 'root.crt');
  try {
    return statSync(path).isFile() ? path : null;
  } catch {
    return null;
  }
}

function isSslMode(text: string): text is SslMode {
  return sslModes.some((mode) => mode === text);
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'postgres';
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}
