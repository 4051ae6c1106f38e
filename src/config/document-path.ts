import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';

/** `stages.features` and `params` → `stages.features.params`. */
export function childPath(parent: string, key: string): string {
  return parent === '' ? key : `${parent}.${key}`;
}

/** What stands at a path of keys, or undefined. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A copy of `root` without what stands at the paths. */
export function without(root: Json, paths: readonly (readonly PropertyKey[])[]): Json {
  const heads = paths.filter((path) => path.length > 0);
  if (heads.length < paths.length) return {};
  if (heads.length === 0 || typeof root !== 'object' || root === null) return root;
  const inside = (key: string) =>
    heads.filter(([head]) => String(head) === key).map(([, ...rest]) => rest as readonly PropertyKey[]);
  const isGone = (key: string) => inside(key).some((rest) => rest.length === 0);
  if (!isJsonObject(root)) {
    const items = root as readonly Json[];
    return items.flatMap((item, i) => (isGone(String(i)) ? [] : [without(item, inside(String(i)))]));
  }
  return Object.fromEntries(
    Object.entries(root)
      .filter(([key]) => !isGone(key))
      .map(([key, value]) => [key, without(value, inside(key))]),
  );
}

/** A copy of `root` with `value` at `path`; mappings on the way are made where they are missing. */
export function withValue(root: Json, path: readonly string[], value: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item: Json, i) => (String(i) === head ? withValue(item, rest, value) : item));
  }
  const object = isJsonObject(root) ? root : {};
  const child = Object.hasOwn(object, head) ? (object[head] ?? null) : {};
  return { ...object, [head]: withValue(child, rest, value) };
}

/** The paths of everything inside nested mappings, mappings themselves included: `network`, `network.layers`. */
export function pathsBelow(value: unknown, prefix = ''): readonly string[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = childPath(prefix, key);
    return [path, ...pathsBelow(child, path)];
  });
}
