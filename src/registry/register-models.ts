import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestBytes } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelMember } from '../model/model-manifest.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { ModelSpec, RegistrySpec } from '../model/pipeline.ts';
import type { ExperimentRecord } from '../model/record.ts';
import type { RegistryAction, RegistryEntry } from '../model/registry-entry.ts';
import { restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { changeRegistry } from './change-registry.ts';
import type { BundleTransform } from './draft-inference.ts';
import { type DraftModel, draftModel, draftText, identify } from './draft-model.ts';
import { type RegisteredVersion, versionsIn } from './find-version.ts';
import { type Bump, nextVersion } from './next-version.ts';
import { readLog } from './read-log.ts';
import { readManifest } from './read-manifest.ts';
import { manifestName, type RegistryFolder, registryFolder } from './registry-folder.ts';

export interface Registration {
  readonly root: string;
  readonly store: StoreFolder;
  /** Members before the ensembles that average them. */
  readonly models: readonly ModelSpec[];
  readonly versions: RegistrySpec['versions'];
  /** Null: major where a model reads or answers other columns than before, else patch. */
  readonly bump: Bump | null;
  readonly record: ExperimentRecord;
  readonly bundleTransform: BundleTransform;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface RegisteredModel {
  readonly name: string;
  readonly version: string;
  readonly digest: Digest;
  /** Whether it was registered just now; else this very model has that version already. */
  readonly isNew: boolean;
}

/**
 * Registers the models of a successful run: all of them, or none. A model whose digest the log knows keeps its
 * version; any other gets the next one, in a folder of its own, and `latest` moves to it.
 */
export async function registerModels(
  given: Registration,
): Promise<Result<readonly RegisteredModel[], ModelRefusal>> {
  const folder = registryFolder(given.root);
  const log = await readLog(folder);
  if (!log.ok) return log;
  const known = settled(given, log.value);
  if (known !== null) return ok(known);
  const drafts: DraftModel[] = [];
  for (const spec of given.models) {
    const draft = await draftModel(spec, { ...given, drafts });
    if (!draft.ok) return draft;
    drafts.push(draft.value);
  }
  return await changeRegistry(folder, {
    signal: given.signal,
    now: given.now,
    async decide(entries) {
      const actions: RegistryAction[] = [];
      const answer: RegisteredModel[] = [];
      for (const draft of drafts) {
        const added = await place(draft, { given, folder, entries, registered: answer });
        if (!added.ok) return added;
        answer.push(added.value.model);
        actions.push(...added.value.actions);
      }
      return ok({ actions, answer });
    },
  });
}

/** The versions of all models, if there is nothing to register; it needs no lock and reads no model. */
function settled(
  { models, record }: Registration,
  entries: readonly RegistryEntry[],
): readonly RegisteredModel[] | null {
  const found: RegisteredModel[] = [];
  for (const spec of models) {
    const digest = identify(spec, { record, members: found });
    const version = digest === null ? undefined : versionOf(entries, { model: spec.id, digest });
    if (version === undefined) return null;
    found.push({ name: spec.id, version: version.version, digest: version.digest, isNew: false });
  }
  return found;
}

function versionOf(
  entries: readonly RegistryEntry[],
  { model, digest }: { readonly model: string; readonly digest: Digest },
): RegisteredVersion | undefined {
  return versionsIn(entries).find((version) => version.model === model && version.digest === digest);
}

async function place(
  draft: DraftModel,
  to: {
    readonly given: Registration;
    readonly folder: RegistryFolder;
    readonly entries: readonly RegistryEntry[];
    readonly registered: readonly RegisteredModel[];
  },
): Promise<
  Result<{ readonly model: RegisteredModel; readonly actions: readonly RegistryAction[] }, ModelRefusal>
> {
  const { given, folder, entries, registered } = to;
  const { name, digest } = draft;
  const same = versionOf(entries, { model: name, digest });
  if (same !== undefined) {
    return ok({ model: { name, version: same.version, digest, isNew: false }, actions: [] });
  }
  const own = versionsIn(entries).filter(({ model }) => model === name);
  const version = nextVersion({
    versions: given.versions,
    known: own.map((each) => each.version),
    isTaken: (wanted) => existsSync(folder.version(name, wanted)),
    bump: given.bump ?? (await automaticBump(folder, { draft, last: own.at(-1) })),
    at: new Date(given.record.finishedAt),
  });
  const members = draft.members.map(
    (member): ModelMember => ({
      ...member,
      version: registered.find((each) => each.name === member.name)?.version ?? '',
    }),
  );
  const text = draftText(draft, { version, members });
  const pending = folder.pending(name, version);
  await rm(pending, { recursive: true, force: true });
  await mkdir(pending, { recursive: true });
  for (const { file, digest: blob, from } of Object.values(draft.files)) {
    const restored = await restoreBlob(given.store, { digest: blob, target: join(pending, file) });
    if (!restored.ok)
      return err({ kind: 'model-unusable', model: name, file: from, detail: 'not in the store' });
  }
  await writeFile(join(pending, manifestName), text, { flush: true });
  const experiment = given.record.id;
  const manifest = digestBytes(text);
  const reason = `registered by ${experiment}`;
  return ok({
    model: { name, version, digest, isNew: true },
    actions: [
      { kind: 'register', model: name, version, digest, manifest, experiment },
      { kind: 'alias', model: name, alias: 'latest', version, reason },
    ],
  });
}

/** Who uses a model by its columns is not to be surprised by others under a number that says "the same". */
async function automaticBump(
  folder: RegistryFolder,
  { draft, last }: { readonly draft: DraftModel; readonly last: RegisteredVersion | undefined },
): Promise<Bump> {
  const before = last === undefined ? null : await readManifest(folder, last);
  if (before === null || !before.ok) return 'patch';
  const columns = ({ features, classes }: Pick<DraftModel, 'features' | 'classes'>) =>
    JSON.stringify([features, classes]);
  return columns(before.value.manifest) === columns(draft) ? 'patch' : 'major';
}
