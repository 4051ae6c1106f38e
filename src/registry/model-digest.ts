import { type Digest, digestOf } from '../base/digest.ts';
import type { ModelManifest } from '../model/model-manifest.ts';

/** The digest of what a model answers by: the bytes of its files, or its members. Not of what is told of it. */
export function modelDigest({
  kind,
  files,
  members,
}: Pick<ModelManifest, 'kind' | 'files' | 'members'>): Digest {
  return digestOf('model/1', {
    kind,
    files: Object.fromEntries(Object.entries(files).map(([role, { digest }]) => [role, digest])),
    members: members.map(({ name, digest }) => ({ name, digest })),
  });
}
