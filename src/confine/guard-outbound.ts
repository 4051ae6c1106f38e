import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { refusal } from './refusals.ts';

/** Closes what goes out to the network or to another process of this machine, and what asks name servers. */
export function guardOutbound(): void {
  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]): net.Socket {
    const error = refusal({ access: 'network', resource: addressOf(given) });
    // As a connection that fails: whoever waits for it learns of it by the event.
    process.nextTick(() => this.destroy(error));
    return this;
  };
  for (const name of ['bind', 'connect', 'send']) refuse(dgram.Socket.prototype, name);
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    const names = Object.getOwnPropertyNames(owner);
    for (const name of names.filter((one) => /^(lookup|resolve|reverse)/.test(one))) refuse(owner, name);
  }
}

/** Makes a function throw as Node's permission model does. */
export function refuse(owner: object, name: string): void {
  const functions = owner as Record<string, unknown>;
  const original = functions[name];
  if (typeof original !== 'function') return;
  functions[name] = (...given: unknown[]) => {
    // A server that is to listen at an address has it looked up, which asks nobody.
    if (name === 'lookup' && net.isIP(String(given[0])) !== 0) return Reflect.apply(original, owner, given);
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
