import { join } from 'node:path';

/** Where the registry's things stand: the one place that knows the layout of `ml-models`. */
export interface RegistryFolder {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute path of the log of everything that was ever registered. */
  readonly log: string;
  /** Of the last entry that this project has seen; it stands outside the folder that it guards. */
  readonly head: string;
  readonly lock: string;
  version(model: string, version: string): string;
  /** A version that is not in the log yet. */
  pending(model: string, version: string): string;
  /** Signatures of a version that are not in the log yet. */
  pendingSignature(model: string, version: string): string;
}

/** The log as messages name it. */
export const logFile = 'ml-models/versions.json';
export const manifestName = 'model.json';
export const signatureName = 'model.sigstore.json';
export const provenanceName = 'provenance.sigstore.json';

export function registryFolder(root: string): RegistryFolder {
  const models = join(root, 'ml-models');
  return {
    root,
    log: join(models, 'versions.json'),
    head: join(root, '.labbook', 'registry-head.json'),
    lock: join(root, '.labbook', 'locks', 'registry'),
    version: (model, version) => join(models, model, version),
    pending: (model, version) => join(models, model, `.${version}.pending`),
    pendingSignature: (model, version) => join(models, model, `.${version}.signature.pending`),
  };
}

/** `forest 1.0.0`, as messages name a version. */
export function versionTitle({
  model,
  version,
}: {
  readonly model: string;
  readonly version: string;
}): string {
  return `${model} ${version}`;
}

/** A version's file as messages name it, relative to the project. */
export function versionFile(of: { readonly model: string; readonly version: string }, file: string): string {
  return `ml-models/${of.model}/${of.version}/${file}`;
}
