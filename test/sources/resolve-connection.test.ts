import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Connection, connectionUrl, sslModes } from '../../src/sources/connection.ts';
import { resolveConnection } from '../../src/sources/resolve-connection.ts';

const test = suite<{ folder: string; home: string | undefined }>('resolve-connection');

test.before((context) => {
  context.home = process.env.HOME;
  context.folder = mkdtempSync(join(tmpdir(), 'labbook-connection-'));
  process.env.HOME = context.folder;
});

test.after(({ folder, home }) => {
  process.env.HOME = home;
  rmSync(folder, { recursive: true });
});

function resolve(url: string | null, env: Record<string, string> = {}, urlFile: string | null = null) {
  const resolved = resolveConnection({ url, urlFile, env });
  if (!resolved.ok) throw new Error(resolved.error.kind === 'bad-connection' ? resolved.error.reason : '');
  return resolved.value;
}

function parts(url: string | null, env?: Record<string, string>, urlFile?: string): string {
  const { user, password, host, port, database, sslmode } =
    resolve(url, env, urlFile ?? null)?.connection ?? ({} as Connection);
  return `${user}:${password}@${host}:${port}/${database} ${sslmode}`;
}

test('a URL gives all its parts, percent-decoded', () => {
  assert.is(
    parts('postgresql://me:p%40ss%2Fw@db.example:6000/ma%20rket?sslmode=require'),
    'me:p@ss/w@db.example:6000/ma rket require',
  );
  assert.is(parts('postgres://me@[::1]/x'), 'me:null@::1:5432/x prefer');
  assert.is(parts('postgres://me@/x?host=/run/postgresql'), 'me:null@/run/postgresql:5432/x prefer');
});

test('key=value text is read as libpq reads it', () => {
  assert.is(parts(`host=h dbname='my db' user=u password='it\\'s'`), "u:it's@h:5432/my db prefer");
});

test('PG* variables fill in what the URL leaves open, and serve alone', () => {
  const env = {
    PGHOST: 'h',
    PGUSER: 'u',
    PGPASSWORD: 'p',
    PGDATABASE: 'd',
    PGPORT: '7',
    PGSSLMODE: 'disable',
  };
  assert.is(parts(null, env), 'u:p@h:7/d disable');
  assert.is(parts('postgres://other@h2/x', env), 'other:p@h2:7/x disable');
  assert.is(resolve(null, { PGUSER: 'u' }), null, 'nothing names a server');
});

test('a service file is read by name, and the URL goes before it', ({ folder }) => {
  const file = join(folder, 'services.conf');
  writeFileSync(
    file,
    '[other]\nhost=no\n# market\n[market]\nhost=db\nport=6543\nuser=svc\npassword=pw\ndbname=m\n',
  );
  const env = { PGSERVICE: 'market', PGSERVICEFILE: file };
  assert.is(parts(null, env), 'svc:pw@db:6543/m prefer');
  assert.is(parts('postgres:///mine?service=market', { PGSERVICEFILE: file }), 'svc:pw@db:6543/mine prefer');
  assert.throws(
    () => resolve(null, { ...env, PGSERVICE: 'markte' }),
    /no service "markte" in .*services\.conf/,
  );
});

test('a secret file holds the URL', ({ folder }) => {
  const file = join(folder, 'url');
  writeFileSync(file, 'postgres://u:p@h/d\n');
  assert.is(parts(null, {}, file), 'u:p@h:5432/d prefer');
  assert.throws(() => parts(null, {}, join(folder, 'none')), /none, cannot be read \(ENOENT\)/);
});

test('the password file is used, unless others can read it', ({ folder }) => {
  const file = join(folder, '.pgpass');
  writeFileSync(file, 'h:5432:other:u:wrong\n*:*:d:u:se\\:cret\n');
  chmodSync(file, 0o600);
  assert.is(parts('postgres://u@h/d'), 'u:se:cret@h:5432/d prefer');
  chmodSync(file, 0o644);
  assert.is(parts('postgres://u@h/d'), 'u:null@h:5432/d prefer');
});

test('mistakes are told without the text, which may hold a password', () => {
  for (const [url, reason] of [
    ['postgres://u:hunter2@h:99999/d', /port is not a number in 1 … 65535/],
    ['postgres://u:hunter2@h/d?sslmode=verify', /sslmode is "verify"; it can be disable, allow/],
    ['postgres://u:hun/ter2@h/d', /special characters .* percent-encoded/],
    ['postgres://u:hunter2%@h/d', /% that is not followed by two hex digits/],
    ['postgres://u:hunter2@h/d?passwort=x', /an option that is not libpq's/],
    ['host=h user=u password=hun tertwo=x', /an option that is not libpq's/],
    ['postgres://u:hunter2@a,b/d', /several hosts/],
    ['postgres://u:hunter2@h/d?channel_binding=require', /cannot hold to channel_binding=require/],
    ['postgres://u:hunter2@h/d?target_session_attrs=read-write', /can be any or prefer-standby/],
    ['mysql://u:hunter2@h/d', /neither a postgresql:\/\/ URL/],
  ] as const) {
    try {
      resolve(url);
      assert.unreachable(url);
    } catch (error) {
      assert.match(String(error), reason);
      assert.not.match(String(error), /hun|ter2/);
    }
  }
});

test('a connection written as a URL reads as the same connection', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((t) => !t.includes('\0'));
  const connection = fc.record<Connection>({
    host: fc.constantFrom('db.example', '127.0.0.1', '::1', '/run/postgresql'),
    port: fc.integer({ min: 1, max: 65535 }),
    database: text,
    user: text,
    password: fc.option(text),
    sslmode: fc.constantFrom(...sslModes),
    sslrootcert: fc.option(text),
    sslcert: fc.option(text),
    sslkey: fc.option(text),
    applicationName: text,
    options: fc.option(text),
  });
  fc.assert(
    fc.property(connection, (wanted) => {
      assert.equal(resolve(connectionUrl(wanted))?.connection, { ...wanted });
    }),
  );
});

test.run();
