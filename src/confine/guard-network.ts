/**
 * Loaded besides `guard-process` where no network is declared: what comes from there is in no recipe. Closes
 * sockets of the network and of the machine, and what asks name servers; for DuckDB, its own way to files and
 * to the network.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { guardDuckDB } from './guard-duckdb.ts';
import { refusal } from './refusals.ts';

type Functions = Record<string, unknown>;

net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]): net.Socket {
  const error = refusal({ access: 'network', resource: addressOf(given) });
  // As a connection that fails: whoever waits for it learns of it by the event.
  process.nextTick(() => this.destroy(error));
  return this;
};
refuse(net.Server.prototype, 'listen');
for (const name of ['bind', 'connect', 'send']) refuse(dgram.Socket.prototype, name);
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  const names = Object.getOwnPropertyNames(owner);
  for (const name of names.filter((one) => /^(lookup|resolve|reverse)/.test(one))) refuse(owner, name);
}
guardDuckDB();
syncBuiltinESMExports();

function refuse(owner: object, name: string): void {
  if (typeof (owner as Functions)[name] !== 'function') return;
  (owner as Functions)[name] = (...given: unknown[]) => {
    throw refusal({ access: 'network', resource: addressOf(given) });
  };
}

/** `host:port`, the path of a socket, or the name that is asked for. */
function addressOf(given: readonly unknown[]): string {
  const [first, second] = given.flat();
  if (typeof first === 'number') return `${typeof second === 'string' ? second : 'localhost'}:${first}`;
  if (typeof first === 'string') return first;
  const { path, host, hostname, port } = (first ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path === 'string' && port === undefined) return path;
  return `${String(host ?? hostname ?? 'localhost')}:${String(port ?? '')}`;
}
