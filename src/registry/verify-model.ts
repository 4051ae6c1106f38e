import type { KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { digestBytes } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ModelInference, ModelManifest } from '../model/model-manifest.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { SignaturePolicy } from '../model/pipeline.ts';
import type { LostMember } from '../model/prediction.ts';
import type { RegistryEntry } from '../model/registry-entry.ts';
import { averageMembers } from './average-members.ts';
import { type Answering, decodeModel } from './decode-model.ts';
import { type RegisteredVersion, signingOf, versionsIn } from './find-version.ts';
import { modelDigest } from './model-digest.ts';
import { readManifest } from './read-manifest.ts';
import { readModelFile } from './read-model-file.ts';
import {
  manifestName,
  provenanceName,
  type RegistryFolder,
  signatureName,
  versionFile,
  versionTitle,
} from './registry-folder.ts';
import { checkSignature } from './signing/check-signature.ts';
import type { SignedContent } from './signing/model-statement.ts';

/** A model whose every byte is what was registered, and which answers. */
export interface VerifiedModel {
  readonly manifest: ModelManifest;
  readonly content: SignedContent;
  /** The key of the signature that was checked; null where there is none, or the policy asks for none. */
  readonly signedBy: string | null;
  readonly members: readonly VerifiedModel[];
  /** Members of an ensemble that are not what was registered; none unless that is allowed. */
  readonly lost: readonly LostMember[];
  /** Null for files that labbook cannot read. */
  readonly answering: Answering | null;
}

export interface Verification {
  readonly folder: RegistryFolder;
  readonly entries: readonly RegistryEntry[];
  readonly policy: SignaturePolicy;
  readonly trusted: ReadonlyMap<string, KeyObject>;
  /** Whether an ensemble may go on without a member that does not verify, as long as one is left. */
  readonly mayLoseMembers?: boolean;
}

/** Of an ensemble, and of a model that was registered before models could say. */
export const noInference: ModelInference = {
  transforms: [],
  rows: null,
  neutral: {},
  time: null,
  maxAgeMs: null,
  profile: null,
};

/**
 * Verifies before it parses: digests, then the signature under the policy, then sizes and shapes; only then is a
 * model built of the bytes that were hashed. The first thing that is wrong is the answer.
 */
export async function verifyModel(
  version: RegisteredVersion,
  by: Verification,
): Promise<Result<VerifiedModel, ModelRefusal>> {
  const { folder, entries } = by;
  const title = versionTitle(version);
  // 1. Digests.
  const read = await readManifest(folder, version);
  if (!read.ok) return read;
  const { manifest, bytes: manifestBytes } = read.value;
  const files = new Map<string, Uint8Array>();
  for (const [role, { file, digest }] of Object.entries(manifest.files)) {
    const bytes = await readModelFile(folder, { version, file, expected: digest });
    if (!bytes.ok) return bytes;
    files.set(role, bytes.value);
  }
  const extra = await extraFile(version, { ...by, manifest });
  if (extra !== null) {
    return err({ kind: 'model-file-extra', model: title, file: versionFile(version, extra) });
  }
  const unusable = (detail: string, file = manifestName) =>
    err({ kind: 'model-unusable', model: title, file: versionFile(version, file), detail } as const);
  if (modelDigest(manifest) !== version.digest)
    return unusable('its files have another digest than it names');

  // 2. Signature.
  const content: SignedContent = {
    name: `${version.model}@${version.version}`,
    files: [
      { name: manifestName, digest: digestBytes(manifestBytes) },
      ...Object.values(manifest.files).map(({ file, digest }) => ({ name: file, digest })),
    ],
  };
  const signed = await signatureUnderPolicy(version, { ...by, content });
  if (!signed.ok) return signed;

  // 3. Members, each as carefully.
  const members: VerifiedModel[] = [];
  const lost: LostMember[] = [];
  for (const { name, version: wanted, digest } of manifest.members) {
    const own = versionsIn(entries).find((each) => each.model === name && each.version === wanted);
    if (own?.digest !== digest) return unusable(`its member ${name} ${wanted} is not the one in the log`);
    const member = await verifyModel(own, by);
    if (member.ok) members.push(member.value);
    else if (by.mayLoseMembers === true) {
      lost.push({ name, version: wanted, why: { kind: 'refused', refusal: member.error } });
    } else return member;
  }

  const [firstLost] = lost;
  if (members.length === 0 && firstLost?.why.kind === 'refused') return err(firstLost.why.refusal);

  // 4. Sizes and shapes.
  for (const [role, { file, bytes }] of Object.entries(manifest.files)) {
    if (files.get(role)?.length !== bytes)
      return unusable(`it has not the ${bytes} bytes of model.json`, file);
  }
  let answering: Answering | null;
  try {
    answering = await answeringOf(manifest, { files, members });
  } catch (error) {
    const [detail = ''] = (error as Error).message.split('\n');
    return unusable(
      detail,
      Object.values(manifest.files)
        .map(({ file }) => file)
        .join(', ') || manifestName,
    );
  }
  if (answering !== null && lost.length === 0 && !hasColumns(answering, manifest)) {
    return unusable('its features or classes are not those that its files have');
  }
  return ok({ manifest, content, signedBy: signed.value, members, lost, answering });
}

async function signatureUnderPolicy(
  version: RegisteredVersion,
  { folder, entries, policy, trusted, content }: Verification & { readonly content: SignedContent },
): Promise<Result<string | null, ModelRefusal>> {
  const signing = signingOf(entries, version);
  const model = versionTitle(version);
  const place = { model, file: versionFile(version, signatureName) };
  if (signing === null) return policy === 'required' ? err({ kind: 'unsigned', ...place }) : ok(null);
  const signature = await readModelFile(folder, {
    version,
    file: signatureName,
    expected: signing.signature,
  });
  if (!signature.ok) return signature;
  const provenance = await readModelFile(folder, {
    version,
    file: provenanceName,
    expected: signing.provenance,
  });
  if (!provenance.ok) return provenance;
  if (policy === 'off') return ok(null);
  return checkSignature(model, {
    content,
    signature: { file: place.file, bytes: signature.value },
    provenance: { file: versionFile(version, provenanceName), bytes: provenance.value },
    trusted,
  });
}

/** A name in the version's folder that neither its manifest nor the log accounts for. */
async function extraFile(
  version: RegisteredVersion,
  { folder, entries, manifest }: Verification & { readonly manifest: ModelManifest },
): Promise<string | null> {
  const isSigned = signingOf(entries, version) !== null;
  const known = new Set([
    manifestName,
    ...Object.values(manifest.files).map(({ file }) => file),
    ...(isSigned ? [signatureName, provenanceName] : []),
  ]);
  const names = await readdir(folder.version(version.model, version.version)).catch(() => []);
  return names.find((name) => !known.has(name)) ?? null;
}

async function answeringOf(
  { kind }: ModelManifest,
  of: {
    readonly files: ReadonlyMap<string, Uint8Array>;
    readonly members: readonly VerifiedModel[];
  },
): Promise<Answering | null> {
  if (kind !== 'ensemble') return await decodeModel(kind, of.files);
  const members = of.members.flatMap(({ answering }) => (answering === null ? [] : [answering]));
  if (members.length === 0 || members.length < of.members.length) {
    throw new Error('labbook cannot read the files of one of its members');
  }
  return averageMembers(members);
}

function hasColumns(answering: Answering, { features, classes }: ModelManifest): boolean {
  return JSON.stringify([answering.features, answering.classes]) === JSON.stringify([features, classes]);
}
