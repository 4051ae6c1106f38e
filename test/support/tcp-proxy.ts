import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server on 127.0.0.1, and cuts connections where a test wants it. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections made so far. */
  readonly connections: () => number;
}

/**
 * Cuts the first `cuts` connections once they have carried `afterBytes` from the server; later ones, and all
 * where `cuts` is 0, are left alone.
 */
export async function startProxy(to: {
  readonly port: number;
  readonly cuts: number;
  readonly afterBytes: number;
}): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    const isCut = connections++ < to.cuts;
    const upstream = connect(to.port, '127.0.0.1');
    let carried = 0;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      carried += chunk.length;
      if (isCut && carried > to.afterBytes) client.resetAndDestroy();
      else client.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
