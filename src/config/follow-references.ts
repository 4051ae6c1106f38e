import type { Json, JsonObject } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { childPath, pathsBelow, valueAt } from './document-path.ts';
import { nearName } from './near-name.ts';
import type { Report } from './places.ts';
import { typeName } from './shape-problems.ts';

/** `${…}`, or what begins as one; a `$` before it takes its meaning away. */
const reference = /\$?\$\{(?:([^{}]*)\}|[^{}]*(?:\{[^{}]*\}*)?)/g;

/**
 * A copy of `value` in which each `${params.a.b}` is followed into `params`: a text that is one reference
 * becomes the value with its type, inside a text the value is written out. `$${` stands for `${`.
 */
export function followReferences(
  value: Json,
  { params, path, report }: { readonly params: JsonObject; readonly path: string; readonly report: Report },
): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json, i) =>
      followReferences(item, { params, path: childPath(path, String(i)), report }),
    );
  }
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        followReferences(item, { params, path: childPath(path, key), report }),
      ]),
    );
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;

  const lookUp = (words: string, name: string | undefined): Json | undefined => {
    if (name === undefined) {
      report({ kind: 'misplaced-reference', given: words, what: 'broken', at: path }, path, { words });
      return undefined;
    }
    const [root, ...keys] = name.trim().split('.');
    if (root !== 'params' || keys.length === 0) {
      const facts = { kind: 'misplaced-reference', given: words, what: rootOf(root), at: path } as const;
      report(facts, path, { words });
      return undefined;
    }
    const found = valueAt(params, keys);
    if (found !== undefined) return found as Json;
    const known = pathsBelow(params);
    const given = keys.join('.');
    report({ kind: 'unknown-reference', what: 'param', given, near: nearName(given, known), known }, path, {
      words,
    });
    return undefined;
  };

  const whole = /^\$\{([^{}]*)\}$/.exec(value);
  if (whole !== null) return lookUp(value, whole[1] ?? '') ?? null;
  return value.replace(reference, (words: string, name: string | undefined) => {
    if (words.startsWith('$$')) return words.slice(1);
    const found = lookUp(words, name);
    if (found === undefined) return words;
    if (typeof found !== 'object' && found !== null) return String(found);
    report({ kind: 'bad-interpolation', given: words, found: typeName(found) }, path, { words });
    return words;
  });
}

/** Reports every `${…}` in a part of the document where none is followed. */
export function forbidReferences(value: Json, path: string, report: Report): void {
  if (typeof value === 'string') {
    for (const [words, name] of value.matchAll(reference)) {
      if (words.startsWith('$$')) continue;
      const what = name === undefined ? 'broken' : rootOf(name.trim().split('.')[0]);
      report({ kind: 'misplaced-reference', given: words, what, at: path }, path, { words });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) forbidReferences(item, childPath(path, key), report);
  }
}

function rootOf(root: string | undefined): 'env' | 'params' | 'matrix' | 'other' {
  return root === 'env' || root === 'params' || root === 'matrix' ? root : 'other';
}
