import type { Digest } from '../base/digest.ts';
import { ok, type Result } from '../base/result.ts';
import type { ModelRefusal } from '../model/model-refusal.ts';
import type { ExperimentId } from '../model/record.ts';
import { versionsIn } from './find-version.ts';
import { readLog } from './read-log.ts';
import { readManifest } from './read-manifest.ts';
import { registryFolder } from './registry-folder.ts';

/** What the registry needs of the store and of `experiments/`, so that its models can be made again. */
export interface RegistryDigests {
  /** Of the bytes of every model's files. */
  readonly blobs: ReadonlySet<Digest>;
  /** Fingerprints of the stages that made them. */
  readonly fingerprints: ReadonlySet<Digest>;
  readonly experiments: ReadonlySet<ExperimentId>;
}

/** Refused where a log or a manifest cannot be believed: who removes by it must then remove nothing. */
export async function registryDigests(root: string): Promise<Result<RegistryDigests, ModelRefusal>> {
  const folder = registryFolder(root);
  const log = await readLog(folder);
  if (!log.ok) return log;
  const blobs = new Set<Digest>();
  const fingerprints = new Set<Digest>();
  const experiments = new Set<ExperimentId>();
  for (const version of versionsIn(log.value)) {
    experiments.add(version.experiment);
    const read = await readManifest(folder, version);
    if (!read.ok) return read;
    for (const { digest } of Object.values(read.value.manifest.files)) blobs.add(digest);
    for (const fingerprint of Object.values(read.value.manifest.recipes)) fingerprints.add(fingerprint);
  }
  return ok({ blobs, fingerprints, experiments });
}
