import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes } from '../base/digest.ts';
import { ok, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { RegistryAction } from '../model/registry-entry.ts';
import { changeRegistry } from './change-registry.ts';
import { findVersion } from './find-version.ts';
import { provenanceName, type RegistryFolder, signatureName, versionTitle } from './registry-folder.ts';
import { modelStatement } from './signing/model-statement.ts';
import { provenanceStatement } from './signing/provenance-statement.ts';
import { signStatement } from './signing/sigstore-bundle.ts';
import { keyHint } from './signing/trusted-keys.ts';
import { type VerifiedModel, verifyModel } from './verify-model.ts';

/**
 * Signs a version, and the members of an ensemble with it, after verifying that they are what was registered.
 * Gives the titles of what was signed (`forest 1.0.0`).
 */
export async function signModel(
  folder: RegistryFolder,
  {
    given,
    privateKey,
    ...effects
  }: {
    readonly given: string;
    readonly privateKey: KeyObject;
    readonly signal: AbortSignal;
    readonly now: () => Date;
  },
): Promise<Result<readonly string[], ModelRefusal>> {
  return await changeRegistry<readonly string[]>(folder, {
    ...effects,
    async decide(entries) {
      const version = findVersion(entries, given);
      if (!version.ok) return version;
      const verified = await verifyModel(version.value, {
        folder,
        entries,
        policy: 'off',
        trusted: new Map(),
      });
      if (!verified.ok) return verified;
      const models = [...verified.value.members, verified.value];
      const actions: RegistryAction[] = [];
      for (const model of models) actions.push(await writeSignature(folder, { model, privateKey }));
      return ok({ actions, answer: actions.map(versionTitle) });
    },
  });
}

async function writeSignature(
  folder: RegistryFolder,
  { model, privateKey }: { readonly model: VerifiedModel; readonly privateKey: KeyObject },
): Promise<RegistryAction> {
  const { content, manifest } = model;
  const signature = signStatement(modelStatement(content), privateKey);
  const provenance = signStatement(provenanceStatement(content, manifest), privateKey);
  const pending = folder.pendingSignature(manifest.name, manifest.version);
  await rm(pending, { recursive: true, force: true });
  await mkdir(pending, { recursive: true });
  await writeFile(join(pending, signatureName), signature, { flush: true });
  await writeFile(join(pending, provenanceName), provenance, { flush: true });
  return {
    kind: 'sign',
    model: manifest.name,
    version: manifest.version,
    key: keyHint(createPublicKey(privateKey)),
    signature: digestBytes(signature),
    provenance: digestBytes(provenance),
  };
}
