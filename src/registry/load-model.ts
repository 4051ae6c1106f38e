import type { LoadedModel, LoadModelOptions } from './loaded-model.ts';

/**
 * Loads a registered model: `loadModel('forest')` its latest version, `loadModel('forest', '1.0.2')` one, or
 * `loadModel('forest', 'production')` where an alias points. Log, digests and signature are checked before
 * anything is parsed, and only what reads that kind of model is imported: no part of the engine is. Rejects with
 * an Error (`ModelRefused`) where anything is not what was registered.
 */
export async function loadModel(
  name: string,
  version = 'latest',
  options: LoadModelOptions = {},
): Promise<LoadedModel> {
  const { loadVerified } = await import('./load-verified.ts');
  return await loadVerified(`${name}@${version}`, options);
}

/** The version that `latest` of a model names. Rejects with `ModelRefused` where the log is not to be believed. */
export async function latestModelVersion(
  name: string,
  options: Pick<LoadModelOptions, 'root'> = {},
): Promise<string> {
  const { findLatest } = await import('./load-verified.ts');
  return await findLatest(name, options);
}
