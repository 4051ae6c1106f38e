import { canonicalJson } from '../base/canonical-json.ts';
import { compareText } from '../base/compare-text.ts';
import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import { projectPlace, type StageSpec } from '../model/pipeline.ts';
import type { DecidedRecipe } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import type { Recipe, Runtime, ShownFiles, Wiring } from '../model/recipe.ts';

/** A recipe with the parts of its code, as one outcome left it. */
export type ExplainedRecipe = Omit<DecidedRecipe, 'fingerprint'>;

/**
 * Why two recipes of one stage differ, as one reason a difference, what a user edited first: params, code,
 * packages, then inputs and the rest. Empty exactly where the recipes are equal.
 */
export function explainChange({
  before,
  after,
  spec,
}: {
  readonly before: ExplainedRecipe;
  readonly after: ExplainedRecipe;
  /** To name where an input comes from; null where the stage is gone. */
  readonly spec: StageSpec | null;
}): readonly Reason[] {
  const [old, now] = [before.recipe, after.recipe];
  const reasons: Reason[] = [];
  reasons.push(...paramReasons('', old.params, now.params));
  if (!isSame(old.code, now.code)) reasons.push(...codeReasons(before, after));
  if (old.command !== undefined && now.command !== undefined && !isSame(old.command, now.command)) {
    reasons.push({ kind: 'command', before: old.command, after: now.command });
  }
  for (const [name, a, b] of changes<string>(old.tools ?? {}, now.tools ?? {})) {
    reasons.push({ kind: 'tool', name, before: a, after: b });
  }
  const packages = packageReasons(old.packages, now.packages);
  // Other packages are wired otherwise by themselves.
  reasons.push(...(packages.length > 0 ? packages : wiringReasons(old.wiring ?? {}, now.wiring ?? {})));
  for (const [name, a, b] of changes(old.inputs, now.inputs)) {
    reasons.push({ kind: 'input', name, from: whereFrom(spec, name), before: a, after: b });
  }
  for (const [name, a, b] of changes(old.outputs, now.outputs)) {
    reasons.push({ kind: 'output', name, before: a, after: b });
  }
  reasons.push(...shownReasons(old.shown, now.shown));
  if (isNetworked(old) !== isNetworked(now)) reasons.push({ kind: 'network', isAllowed: isNetworked(now) });
  if (old.seed !== now.seed) reasons.push({ kind: 'seed', before: old.seed, after: now.seed });
  for (const [name, a, b] of changes(old.env, now.env)) {
    reasons.push({ kind: 'env', name, change: envChange(a, b) });
  }
  for (const [name, a, b] of changes<string>({ ...old.runtime }, { ...now.runtime })) {
    reasons.push({ kind: 'runtime', name: name as keyof Runtime, before: a ?? '', after: b ?? '' });
  }
  return reasons;
}

/** Where it is set neither before nor now, only the declaration came or went. */
function envChange(before: Digest | null, after: Digest | null): 'set' | 'unset' | 'changed' {
  if (before === null && after !== null) return 'set';
  return before !== null && after === null ? 'unset' : 'changed';
}

/** Differences by the innermost name: `network.layers`, not the whole of `network`. */
function paramReasons(prefix: string, before: Json, after: Json): readonly Reason[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    return changes(before, after).flatMap(([name, a, b]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      return isJsonObject(a) && isJsonObject(b)
        ? paramReasons(path, a, b)
        : [{ kind: 'param', name: path, before: a, after: b } as const];
    });
  }
  return [];
}

function codeReasons(before: ExplainedRecipe, after: ExplainedRecipe): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const [file, a, b] of changes(before.codeParts, after.codeParts)) {
    for (const [name, x, y] of changes(a ?? {}, b ?? {})) {
      const change = x === null ? 'added' : y === null ? 'removed' : 'changed';
      reasons.push({ kind: 'code', file, name, change });
    }
  }
  if (reasons.length > 0) return reasons;
  const [old, now] = [before.recipe.code, after.recipe.code];
  return [{ kind: 'code-scheme', before: old.scheme, after: now.scheme }];
}

function packageReasons(before: Recipe['packages'], after: Recipe['packages']): readonly Reason[] {
  const versions = (packages: Recipe['packages']) => {
    const byName: Record<string, { version: string; integrity: string }[]> = {};
    const ordered = Object.entries(packages).sort(([a], [b]) => compareText(a, b));
    for (const [identity, integrity] of ordered) {
      const at = identity.lastIndexOf('@');
      const name = identity.slice(0, at);
      byName[name] = [...(byName[name] ?? []), { version: identity.slice(at + 1), integrity }];
    }
    return byName;
  };
  return changes(versions(before), versions(after)).map(([name, a, b]) => {
    const list = (found: typeof a) => found?.map(({ version }) => version).join(', ') ?? null;
    const [old, now] = [list(a), list(b)];
    // The same version with other bytes must not read as "8.0.2 → 8.0.2".
    const isOtherBytes = old === now && now !== null;
    return { kind: 'package', name, before: old, after: isOtherBytes ? `${now} (other content)` : now };
  });
}

function wiringReasons(before: Wiring, after: Wiring): readonly Reason[] {
  return changes(before, after).map(([name, a, b]) => {
    const [old, now] = [a ?? [], b ?? []];
    const only = (ids: readonly string[], others: readonly string[]) =>
      ids.filter((id) => !others.includes(id));
    return { kind: 'wiring', name, before: only(old, now), after: only(now, old) };
  });
}

function shownReasons(before: Partial<ShownFiles> = {}, after: Partial<ShownFiles> = {}): readonly Reason[] {
  const inputs = changes(shownInputs(before), shownInputs(after));
  const outputs = changes(before.outputs ?? {}, after.outputs ?? {});
  return [
    ...inputs.map(([name, a, b]) => ({ kind: 'shown', of: 'input', name, before: a, after: b }) as const),
    ...outputs.map(([name, a, b]) => ({ kind: 'shown', of: 'output', name, before: a, after: b }) as const),
  ];
}

function shownInputs({ inputs = {} }: Partial<ShownFiles>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { format, path }]) => [name, `${path} (${format})`]),
  );
}

/** Recipes of before the second version say nothing of it. */
function isNetworked({ network }: Recipe): boolean {
  return network === true;
}

function whereFrom(spec: StageSpec | null, name: string): string {
  const input = spec?.inputs[name];
  if (input === undefined) return spec?.work.kind === 'extract' ? spec.work.source : name;
  switch (input.kind) {
    case 'output':
      return `${input.stage}.${input.output}`;
    default:
      return projectPlace(input);
  }
}

/** The members in which two records differ, by name in code-unit order; an absent member is null. */
function changes<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): readonly (readonly [string, T | null, T | null])[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return names.flatMap((name) => {
    const a = Object.hasOwn(before, name) ? (before[name] ?? null) : null;
    const b = Object.hasOwn(after, name) ? (after[name] ?? null) : null;
    const isInBoth = Object.hasOwn(before, name) && Object.hasOwn(after, name);
    return isInBoth && isSame(a, b) ? [] : [[name, a, b] as const];
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}
