import { compareText } from './compare-text.ts';
import { isJsonObject, type Json } from './json.ts';

/**
 * A value as JSON that gives an equal value back, by `untagged`. What JSON lacks stands in an object with one
 * key that begins with `$`: `{"$date": "2020-01-02T00:00:00.000Z"}`. Keys are put in code-unit order and
 * members that are undefined left out, so that nobody who reads the value can see how it was written. Throws,
 * with the path, for what cannot be told whole: functions, symbols, instances of classes.
 */
export function tagged(value: unknown, path: readonly string[] = []): Json {
  const inner = (member: unknown, key: string | number) => tagged(member, [...path, String(key)]);
  if (path.length > maxDepth) throw new TypeError(`${path.slice(0, 3).join('.')}…: it is too deep`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'undefined':
      return { $undefined: true };
    case 'object':
      break;
    default:
      throw refusal(path, `a ${typeof value}`);
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  if (value instanceof Set) return { $set: [...value].map(inner) };
  if (value instanceof Map) {
    return { $map: [...value].map(([key, member], at) => [inner(key, at), inner(member, at)]) };
  }
  if (value instanceof RegExp) return { $regexp: [value.source, value.flags] };
  if (value instanceof URL) return { $url: value.href };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw refusal(path, `a ${(prototype as object).constructor?.name}`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => [key, inner(member, key)] as const);
  const plain = Object.fromEntries(members) as Json;
  return members.length === 1 && members[0]?.[0].startsWith('$') ? { $object: plain } : plain;
}

/** The value that `tagged` was given; new each time. */
export function untagged(json: Json): unknown {
  if (Array.isArray(json)) return json.map(untagged);
  if (!isJsonObject(json)) return json;
  const [[tag = '', inner = null] = []] = Object.entries(json);
  if (Object.keys(json).length === 1 && tag.startsWith('$')) return byTag(tag, inner);
  return membersOf(json);
}

const maxDepth = 200;

function refusal(path: readonly string[], what: string): TypeError {
  const at = path.length === 0 ? '' : `${path.join('.')} becomes `;
  return new TypeError(`${at}${what}, which no record can hold: make it in \`run\``);
}

function membersOf(json: Json): unknown {
  return Object.fromEntries(Object.entries(json as object).map(([key, member]) => [key, untagged(member)]));
}

function byTag(tag: string, inner: Json): unknown {
  const list = Array.isArray(inner) ? inner : [];
  switch (tag) {
    case '$number':
      return Number(inner);
    case '$bigint':
      return BigInt(String(inner));
    case '$undefined':
      return undefined;
    case '$date':
      return new Date(inner === null ? Number.NaN : String(inner));
    case '$set':
      return new Set(list.map(untagged));
    case '$map':
      return new Map(list.map((entry) => untagged(entry) as [unknown, unknown]));
    case '$regexp':
      return new RegExp(String(list[0]), String(list[1]));
    case '$url':
      return new URL(String(inner));
    case '$bytes':
      return new Uint8Array(Buffer.from(String(inner), 'base64'));
    case '$object':
      return membersOf(inner);
    default:
      throw new TypeError(`no value is tagged ${tag}`);
  }
}
