import { hexOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { RegistryAction, RegistryEntry } from '../model/registry-entry.ts';

/** A registered version, with when it was registered. */
export type RegisteredVersion = Extract<RegistryAction, { kind: 'register' }> & { readonly at: string };
export type Signing = Extract<RegistryAction, { kind: 'sign' }>;

export function versionsIn(entries: readonly RegistryEntry[]): readonly RegisteredVersion[] {
  return entries.flatMap(({ at, action }) => (action.kind === 'register' ? [{ ...action, at }] : []));
}

/** Where a model's aliases point now. */
export function aliasesOf(entries: readonly RegistryEntry[], model: string): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(({ action }) =>
      action.kind === 'alias' && action.model === model ? [[action.alias, action.version]] : [],
    ),
  );
}

/** The last signing of a version, or null. */
export function signingOf(
  entries: readonly RegistryEntry[],
  { model, version }: Pick<RegisteredVersion, 'model' | 'version'>,
): Signing | null {
  const of = entries.flatMap(({ action }) =>
    action.kind === 'sign' && action.model === model && action.version === version ? [action] : [],
  );
  return of.at(-1) ?? null;
}

/**
 * The version that a person names: `forest` (its `latest`), `forest@1.0.2`, `forest@production`, or a digest or
 * its beginning, of 6 digits or more.
 */
export function findVersion(
  entries: readonly RegistryEntry[],
  given: string,
): Result<RegisteredVersion, ModelRefusal> {
  const versions = versionsIn(entries);
  const names = [...new Set(versions.map(({ model }) => model))];
  const [model = '', wanted = 'latest'] = given.split('@');
  if (names.includes(model)) {
    const own = versions.filter((version) => version.model === model);
    const version = aliasesOf(entries, model).get(wanted) ?? wanted;
    const found = own.find((each) => each.version === version);
    const known = own.map((each) => each.version);
    return found === undefined ? err({ kind: 'no-such-version', model, given: wanted, known }) : ok(found);
  }
  const prefix = given.replace(/^sha256:/, '').toLowerCase();
  if (!/^[0-9a-f]{6,64}$/.test(prefix)) return err({ kind: 'no-such-model', given: model, known: names });
  const fitting = versions.filter(({ digest }) => hexOf(digest).startsWith(prefix));
  const [first] = fitting;
  if (first === undefined) return err({ kind: 'no-such-model', given, known: names });
  if (fitting.some(({ digest }) => digest !== first.digest)) {
    const matches = fitting.map((each) => `${each.model}@${each.version}`);
    return err({ kind: 'ambiguous-model', given, matches });
  }
  return ok(first);
}
