import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type PostgresServer, serverUser } from './postgres-server.ts';

/** Debian's pgbouncer, or the one that LABBOOK_PGBOUNCER names; null where there is none. */
export function pgbouncerPath(): string | null {
  const places = [process.env.LABBOOK_PGBOUNCER ?? '', '/usr/sbin/pgbouncer'];
  return places.find((path) => path !== '' && existsSync(path)) ?? null;
}

/** A pooler before a server, in transaction mode with a single session; `await using` ends it. */
export async function startPgbouncer(
  program: string,
  server: PostgresServer,
): Promise<AsyncDisposable & { readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-pgbouncer-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(
    config,
    `[databases]
postgres = host=127.0.0.1 port=${server.port} dbname=postgres user=postgres password=${server.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
`,
  );
  const user = serverUser();
  const child = spawn(program, [config], { stdio: 'ignore', ...(user ?? {}) });
  const exited = once(child, 'exit');
  for (let tried = 0; !(await answers(port)); tried++) {
    if (tried > 200 || child.exitCode !== null) throw new Error('pgbouncer does not answer');
    await sleep(50);
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
