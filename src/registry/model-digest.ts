import { type Digest, digestOf } from '../base/digest.ts';
import type { ModelFile, ModelManifest, ModelTransform } from '../model/model-manifest.ts';

/**
 * The digest of what a model answers by: the bytes of its files, its members, the code and parameters of its
 * transforms and what stands in for missing values. Not of what is told of it.
 */
export function modelDigest({
  kind,
  files,
  members,
  predict,
}: Pick<ModelManifest, 'kind' | 'members'> & {
  readonly files: Readonly<Record<string, Pick<ModelFile, 'digest'>>>;
  readonly predict?: {
    readonly transforms: readonly Pick<ModelTransform, 'stage' | 'code' | 'params'>[];
    readonly neutral: Readonly<Record<string, number>>;
  };
}): Digest {
  const { transforms, neutral } = predict ?? { transforms: [], neutral: {} };
  // Left out where there is nothing of the kind: such a model keeps the digest that it has always had.
  const hasInference = transforms.length > 0 || Object.keys(neutral).length > 0;
  const own = Object.entries(files).filter(([role]) => !isTransformRole(role));
  return digestOf('model/1', {
    kind,
    files: Object.fromEntries(own.map(([role, { digest }]) => [role, digest])),
    members: members.map(({ name, digest }) => ({ name, digest })),
    ...(hasInference && {
      transforms: transforms.map(({ stage, code, params }) => ({ stage, code, params })),
      neutral,
    }),
  });
}

/** The role in a version's files of the code of a stage's transform; no role in pipeline.yaml has a colon. */
export function transformRole(stage: string): string {
  return `transform:${stage}`;
}

function isTransformRole(role: string): boolean {
  return role.startsWith('transform:');
}
