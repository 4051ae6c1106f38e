import { ok, type Result } from '../../base/result.ts';
import type { ModelRefusal } from '../../model/model-refusal.ts';
import type { RegistryEntry } from '../../model/registry-entry.ts';
import { aliasesOf, findVersion, signingOf } from '../../registry/find-version.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { type ReadManifest, readManifest } from '../../registry/read-manifest.ts';
import { registryFolder } from '../../registry/registry-folder.ts';
import { modelText } from '../../words/model-text.ts';
import { type ModelsDeed, refuseModels } from './models-deed.ts';

export const showModel: ModelsDeed = {
  takes: [1, 1, '<model>'],

  async run([given = ''], _input, { root, style }) {
    const found = await readVersion(root, given);
    if (!found.ok) return refuseModels([{ kind: 'model-refused', refusal: found.error }]);
    const { manifest, entries } = found.value;
    const { name: model, version } = manifest;
    const aliases = [...aliasesOf(entries, model)].filter(([, to]) => to === version).map(([alias]) => alias);
    const signedBy = signingOf(entries, { model, version })?.key ?? null;
    return {
      exitCode: 0,
      json: { schema: 'labbook.model-shown/1', aliases, signedBy, model: manifest },
      text: modelText(manifest, { aliases, signedBy, style }),
    };
  },
};

/** The manifest of the version that a person names, as the log has it. */
export async function readVersion(
  root: string,
  given: string,
): Promise<Result<ReadManifest & { readonly entries: readonly RegistryEntry[] }, ModelRefusal>> {
  const folder = registryFolder(root);
  const log = await openRegistry(folder);
  if (!log.ok) return log;
  const version = findVersion(log.value, given);
  if (!version.ok) return version;
  const read = await readManifest(folder, version.value);
  return read.ok ? ok({ ...read.value, entries: log.value }) : read;
}
