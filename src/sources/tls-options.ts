import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { err, ok, type Result } from '../base/result.ts';
import type { Connection } from './connection.ts';

/**
 * What TLS must prove, from `sslmode`, as libpq does (PostgreSQL manual, 32.19): `require` encrypts and
 * proves nothing, unless a root certificate is there; `verify-ca` proves the chain; `verify-full` the host
 * name too. False: no TLS. The reason of a failure names the file that cannot be read.
 */
export function tlsOptions(connection: Connection): Result<false | ConnectionOptions, string> {
  const { sslmode } = connection;
  if (sslmode === 'disable' || connection.host.startsWith('/')) return ok(false);
  const root = connection.sslrootcert;
  const isVerified =
    sslmode === 'verify-ca' || sslmode === 'verify-full' || (sslmode === 'require' && root !== null);
  const options: ConnectionOptions = { rejectUnauthorized: isVerified };
  try {
    if (isVerified && root !== 'system') {
      if (root === null) {
        return err(
          `sslmode=${sslmode} needs the certificate of the authority that signed the server's: ` +
            `give sslrootcert=<file>, sslrootcert=system, or put it at ~/.postgresql/root.crt`,
        );
      }
      options.ca = readFileSync(root);
    }
    if (connection.sslcert !== null) options.cert = readFileSync(connection.sslcert);
    if (connection.sslkey !== null) options.key = readFileSync(connection.sslkey);
  } catch (error) {
    const { path, code } = error as NodeJS.ErrnoException;
    return err(`the certificate file ${path} cannot be read (${code})`);
  }
  if (isVerified && sslmode !== 'verify-full') options.checkServerIdentity = () => undefined;
  return ok(options);
}
