import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  readonly folder: string;
  /** Path of the authority's certificate. */
  readonly authority: string;
  /** Path of another authority's, which signed nothing. */
  readonly stranger: string;
  /** The server's certificate and key, in PEM, for the names given. */
  readonly certificate: string;
  readonly key: string;
  remove(): void;
}

/** Makes an authority and a server certificate with `openssl`, valid for `names` (`DNS:localhost`). */
export function makeCertificates(names: readonly string[]): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-certificates-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('extensions'), `subjectAltName=${names.join(',')}\n`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['authority', 'stranger']) {
    openssl([
      'req',
      '-x509',
      ...key,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(name),
    ]);
  }
  openssl(['req', ...key, '-subj', '/CN=server', '-keyout', at('server.key'), '-out', at('request')]);
  openssl(
    [
      'x509',
      '-req',
      '-in',
      at('request'),
      '-CA',
      at('authority'),
      '-CAkey',
      at('authority.key'),
      '-days',
      '2',
    ].concat(['-CAcreateserial', '-extfile', at('extensions'), '-out', at('server.crt')]),
  );
  return {
    folder,
    authority: at('authority'),
    stranger: at('stranger'),
    certificate: readFileSync(at('server.crt'), 'utf8'),
    key: readFileSync(at('server.key'), 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function openssl(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${error?.message ?? stderr}`);
}
