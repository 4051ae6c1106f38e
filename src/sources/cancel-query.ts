import { connect } from 'node:net';
import type { Client } from 'pg';
import type { Connection } from './connection.ts';

/** The code of a CancelRequest (PostgreSQL manual, 54.7). */
const cancelCode = 80877102;

/**
 * Asks the server to end what a session is doing, over a connection of its own, and does not wait. The request is
 * taken without TLS and without a password: it carries a key that only the session was told.
 */
export function cancelQuery(client: Client, { host, port }: Connection): void {
  const { processID, secretKey } = client as Client & { processID: number | null; secretKey: number | null };
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return;
  const request = Buffer.alloc(16);
  for (const [index, word] of [16, cancelCode, processID, secretKey].entries())
    request.writeInt32BE(word, index * 4);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.end(request);
}
