import { isDigest } from '../base/digest.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelFile, ModelManifest } from '../model/model-manifest.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { RegisteredVersion } from './find-version.ts';
import { readModelFile } from './read-model-file.ts';
import { manifestName, type RegistryFolder, versionFile, versionTitle } from './registry-folder.ts';

export interface ReadManifest {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
}

/** A version's model.json: bytes that have the digest of the log, and only then parsed and checked for shape. */
export async function readManifest(
  folder: RegistryFolder,
  version: RegisteredVersion,
): Promise<Result<ReadManifest, ModelRefusal>> {
  const bytes = await readModelFile(folder, { version, file: manifestName, expected: version.manifest });
  if (!bytes.ok) return bytes;
  const fault = (detail: string) => {
    const file = versionFile(version, manifestName);
    return err({ kind: 'model-unusable', model: versionTitle(version), file, detail } as const);
  };
  try {
    const manifest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value)) as unknown;
    const wrong = faultOf(manifest, version);
    if (wrong !== null) return fault(wrong);
    return ok({ manifest: manifest as ModelManifest, bytes: bytes.value });
  } catch (error) {
    return fault((error as Error).message);
  }
}

/** What is wrong with a manifest as far as anything here relies on it; its digest says that it is the one. */
function faultOf(value: unknown, version: RegisteredVersion): string | null {
  if (!isJsonObject(value) || value.schema !== 'labbook.model/1') return 'it is no labbook.model/1';
  for (const [key, wanted] of Object.entries({
    name: version.model,
    version: version.version,
    digest: version.digest,
  })) {
    if (value[key] !== wanted) return `its ${key} is ${JSON.stringify(value[key])}, the log has ${wanted}`;
  }
  const manifest = value as unknown as ModelManifest;
  if (!['network', 'forest', 'ensemble', 'files'].includes(manifest.kind)) return 'its kind is not known';
  if (!isJsonObject(manifest.files) || !Object.values(manifest.files).every(isModelFile)) {
    return 'its files are not told as they should be';
  }
  const lists = [manifest.features, manifest.classes];
  if (!lists.every((list) => Array.isArray(list) && list.every((name) => typeof name === 'string'))) {
    return 'its features or classes are no lists of names';
  }
  const isMember = (member: unknown) =>
    isJsonObject(member) && typeof member.name === 'string' && isDigest(member.digest);
  return Array.isArray(manifest.members) && manifest.members.every(isMember)
    ? null
    : 'its members are not told';
}

function isModelFile(value: ModelFile): boolean {
  return (
    isJsonObject(value) &&
    /^[A-Za-z][\w-]*(\.[\w.-]+)?$/.test(String(value.file)) &&
    isDigest(value.digest) &&
    Number.isSafeInteger(value.bytes)
  );
}
