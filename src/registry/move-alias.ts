import { ok, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import { changeRegistry } from './change-registry.ts';
import { aliasesOf, findVersion } from './find-version.ts';
import type { RegistryFolder } from './registry-folder.ts';

export interface MovedAlias {
  readonly model: string;
  readonly alias: string;
  readonly version: string;
  /** Where it pointed before, or null. */
  readonly before: string | null;
}

/** Lets an alias of a model name a version; the log keeps who it named before, when and why it moved. */
export async function moveAlias(
  folder: RegistryFolder,
  {
    given,
    alias,
    reason,
    ...effects
  }: {
    readonly given: string;
    readonly alias: string;
    readonly reason: string;
    readonly signal: AbortSignal;
    readonly now: () => Date;
  },
): Promise<Result<MovedAlias, ModelRefusal>> {
  return await changeRegistry<MovedAlias>(folder, {
    ...effects,
    async decide(entries) {
      const found = findVersion(entries, given);
      if (!found.ok) return found;
      const { model, version } = found.value;
      const before = aliasesOf(entries, model).get(alias) ?? null;
      const actions = before === version ? [] : [{ kind: 'alias', model, alias, version, reason } as const];
      return ok({ actions, answer: { model, alias, version, before } });
    },
  });
}
