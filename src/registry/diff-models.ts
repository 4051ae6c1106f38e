import type { ModelManifest } from '../model/model-manifest.ts';

/** What differs between two manifests: dotted name, and either side's value as JSON, null where it has none. */
export function diffModels(
  a: ModelManifest,
  b: ModelManifest,
): readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[] {
  const [before, after] = [flat(a), flat(b)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((each) => each.before !== each.after);
}

/** Leaves by their path; lists are leaves, and of a metric its value alone. */
function flat(manifest: ModelManifest): ReadonlyMap<string, string> {
  const { metrics, ...rest } = manifest;
  const leaves = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
      return;
    }
    for (const [key, member] of Object.entries(value)) visit(member, path === '' ? key : `${path}.${key}`);
  };
  visit(rest, '');
  for (const [name, { value }] of Object.entries(metrics))
    leaves.set(`metrics.${name}`, JSON.stringify(value));
  return leaves;
}
