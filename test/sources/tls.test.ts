import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endClient, openClient } from '../../src/sources/open-client.ts';
import { describeSourceProblem } from '../../src/words/describe-source-problem.ts';
import { type Certificates, makeCertificates } from '../support/certificates.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { sourceOf } from '../support/source-of.ts';

interface Context {
  server: PostgresServer;
  certificates: Certificates;
}

const test = suite<Context>('tls');

test.before(async (context) => {
  // For localhost, and not for 127.0.0.1: verify-full can fail where verify-ca does not.
  context.certificates = makeCertificates(['DNS:localhost']);
  const { certificate, key } = context.certificates;
  context.server = await startPostgres({ tls: { certificate, key } });
});

test.after(async ({ server, certificates }) => {
  await server.stop();
  certificates.remove();
});

/** `TLSv1.3` or `plain` where the connection was made, else the problem. */
async function connect({ server }: Context, options: string, host = '127.0.0.1'): Promise<string> {
  const url = `${server.url().replace('127.0.0.1', host)}?${options}`;
  const opened = await openClient(sourceOf(url));
  if (!opened.ok) {
    const { what } = describeSourceProblem(opened.error, { source: 's', stage: 'e' });
    return `${opened.error.kind}: ${what}`;
  }
  const { rows } = await opened.value.query('SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  await endClient(opened.value);
  return rows[0]?.version ?? 'plain';
}

test('a server that wants TLS refuses sslmode=disable, with what to do', async (context) => {
  assert.match(await connect(context, 'sslmode=disable'), /^tls-required: .*encrypted connections only/);
});

for (const mode of ['allow', 'prefer', 'require']) {
  test(`sslmode=${mode} encrypts, and trusts any certificate`, async (context) => {
    assert.match(await connect(context, `sslmode=${mode}`), /^TLSv1/);
  });
}

test('sslmode=require with a root certificate checks who signed, as libpq does', async (context) => {
  const { authority, stranger } = context.certificates;
  assert.match(await connect(context, `sslmode=require&sslrootcert=${authority}`), /^TLSv1/);
  assert.match(await connect(context, `sslmode=require&sslrootcert=${stranger}`), /^certificate-invalid/);
});

test('sslmode=verify-ca checks who signed, not the host name', async (context) => {
  const { authority, stranger } = context.certificates;
  assert.match(await connect(context, `sslmode=verify-ca&sslrootcert=${authority}`), /^TLSv1/);
  assert.match(
    await connect(context, `sslmode=verify-ca&sslrootcert=${stranger}`),
    /^certificate-invalid: .*authority that signed it is not among/,
  );
});

test('sslmode=verify-full checks the host name too', async (context) => {
  const { authority } = context.certificates;
  assert.match(await connect(context, `sslmode=verify-full&sslrootcert=${authority}`, 'localhost'), /^TLSv1/);
  assert.match(
    await connect(context, `sslmode=verify-full&sslrootcert=${authority}`),
    /^certificate-invalid: .*made for another host name/,
  );
});

test('verifying without a root certificate says where it is looked for', async (context) => {
  const home = process.env.HOME;
  process.env.HOME = context.certificates.folder;
  try {
    assert.match(await connect(context, 'sslmode=verify-full'), /^bad-connection: .*sslrootcert=<file>/);
  } finally {
    process.env.HOME = home;
  }
});

test('a certificate file that is not there is named', async (context) => {
  const missing = join(context.certificates.folder, 'none.crt');
  const words = await connect(context, `sslmode=verify-ca&sslrootcert=${missing}`);
  assert.match(words, /^bad-connection: .*none\.crt cannot be read \(ENOENT\)/);
});

test('an authority of the system does not vouch for a certificate of one’s own', async (context) => {
  assert.match(await connect(context, 'sslrootcert=system', 'localhost'), /^certificate-invalid/);
});

test.run();
