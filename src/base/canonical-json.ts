import { compareText } from './compare-text.ts';

/**
 * The one JSON text of a value: keys ordered by code unit, no white space, numbers as ECMAScript prints
 * them (RFC 8785). Members that are `undefined` are left out, as `JSON.stringify` does.
 *
 * Throws on what JSON cannot hold (NaN, infinities, functions, bigints, cycles): two different values
 * must never share a text.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, parents: readonly object[]): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`canonical JSON cannot hold ${value}`);
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new Error(`canonical JSON cannot hold a ${typeof value}`);
  }
  if (value === null) return 'null';
  if (parents.includes(value)) throw new Error('canonical JSON cannot hold a cycle');
  const inside = [...parents, value];
  // Array.from also visits holes, which JSON cannot hold.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, inside)).join(',')}]`;
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) {
    throw new Error(`canonical JSON cannot hold a ${value.constructor?.name ?? 'class instance'}`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, inside)}`);
  return `{${members.join(',')}}`;
}
