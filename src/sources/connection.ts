/** Where and as whom to connect. Holds secrets: print only what `serverName` and `identity` give. */
export interface Connection {
  /** A host name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly sslmode: SslMode;
  /** Path of the certificates to trust; `system` for Node's own; null where there are none. */
  readonly sslrootcert: string | null;
  readonly sslcert: string | null;
  readonly sslkey: string | null;
  readonly applicationName: string;
  /** Command-line options for the server (`-c search_path=app`). */
  readonly options: string | null;
}

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** How messages name the server: `db.example.org:5432`. */
export function serverName(connection: Connection): string {
  return connection.host.startsWith('/') ? connection.host : `${connection.host}:${connection.port}`;
}

/** What says whose data these are, as far as it is known without asking. To be digested: options may be secret. */
export function identityOf(connection: Connection): Readonly<Record<string, string | number>> {
  return {
    host: connection.host,
    port: connection.port,
    database: connection.database,
    role: connection.user,
    // A search path, a role, or a tenant's name that policies of rows go by.
    options: connection.options ?? '',
  };
}

/** The files that connecting reads: what a confined process must be allowed to read. */
export function certificateFiles(connection: Connection): readonly string[] {
  const { sslrootcert, sslcert, sslkey } = connection;
  return [sslrootcert === 'system' ? null : sslrootcert, sslcert, sslkey].filter((path) => path !== null);
}

/** The connection as one URL, for the environment of the process that reads. A secret. */
export function connectionUrl(connection: Connection): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null) => value !== null && query.set(name, value);
  put('host', connection.host);
  put('port', String(connection.port));
  put('user', connection.user);
  put('password', connection.password);
  put('sslmode', connection.sslmode);
  put('sslrootcert', connection.sslrootcert);
  put('sslcert', connection.sslcert);
  put('sslkey', connection.sslkey);
  put('application_name', connection.applicationName);
  put('options', connection.options);
  return `postgresql:///${encodeURIComponent(connection.database)}?${query}`;
}
