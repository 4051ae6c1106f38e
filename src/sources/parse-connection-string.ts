import { err, ok, type Result } from '../base/result.ts';

/** libpq's names (`host`, `dbname`, `sslmode` …) to values, as a connection string gives them. */
export type ConnectionSettings = Readonly<Record<string, string>>;

/**
 * Reads a URL (`postgresql://user:secret@host:5432/db?sslmode=require`) or libpq's `key=value` form. The
 * reason of a failure never quotes the text, which may hold a password. (PostgreSQL manual, 32.1.1.)
 */
export function parseConnectionString(text: string): Result<ConnectionSettings, string> {
  const trimmed = text.trim();
  return /^postgres(ql)?:\/\//.test(trimmed) ? parseUrl(trimmed) : parseKeyValues(trimmed);
}

const urlPattern =
  /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]]*\]|[^:/?#@]*)(?::(\d*))?(?:\/([^?#]*))?(?:\?([^#]*))?$/;

function parseUrl(text: string): Result<ConnectionSettings, string> {
  const match = urlPattern.exec(text);
  if (match === null) {
    return err(
      'the URL does not have the form postgresql://user:password@host:port/database?option=value; ' +
        'write special characters of user and password percent-encoded (@ is %40, / is %2F, : is %3A)',
    );
  }
  const [, user, password, host, port, dbname, query] = match;
  const settings: Record<string, string> = {};
  try {
    const put = (name: string, value: string | undefined) => {
      if (value !== undefined && value !== '') settings[name] = decodeURIComponent(value);
    };
    put('user', user);
    put('password', password);
    put('host', host?.replace(/^\[(.*)\]$/, '$1'));
    put('port', port);
    put('dbname', dbname);
    for (const [name, value] of new URLSearchParams(query ?? '')) {
      settings[name === 'ssl' && value === 'true' ? 'sslmode' : name] =
        name === 'ssl' && value === 'true' ? 'require' : value;
    }
  } catch {
    return err('the URL holds a % that is not followed by two hex digits; a plain % is written %25');
  }
  return checkNames(settings);
}

const keyValue = /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)*))(?:\s+|$)/y;

function parseKeyValues(text: string): Result<ConnectionSettings, string> {
  const settings: Record<string, string> = {};
  keyValue.lastIndex = 0;
  while (keyValue.lastIndex < text.length) {
    const match = keyValue.exec(text);
    if (match === null) {
      return err('it is neither a postgresql:// URL nor a list such as "host=localhost dbname=market"');
    }
    settings[match[1] as string] = (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1');
  }
  return checkNames(settings);
}

const known = new Set(
  (
    'host hostaddr port dbname user password passfile service sslmode sslrootcert sslcert sslkey ' +
    'connect_timeout application_name options target_session_attrs channel_binding gssencmode ' +
    'keepalives fallback_application_name client_encoding sslnegotiation sslsni'
  ).split(' '),
);

function checkNames(settings: Record<string, string>): Result<ConnectionSettings, string> {
  const strange = Object.keys(settings).filter((name) => !known.has(name));
  return strange.length === 0
    ? ok(settings)
    : // Not by name: a password with a space in it, unquoted, is read as one.
      err(
        `it has ${strange.length === 1 ? 'an option that is' : 'options that are'} not libpq's; quote values with spaces: password='a b'`,
      );
}
