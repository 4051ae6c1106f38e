import { canonicalJson } from '../../base/canonical-json.ts';
import { type Digest, hexOf } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import type { ModelManifest } from '../../model/model-manifest.ts';
import { type SignedContent, statementType, subjectOf } from './model-statement.ts';

const predicateType = 'https://slsa.dev/provenance/v1';

/** How a model was made, as a SLSA v1 provenance statement on the digest that its signature has as subject. */
export function provenanceStatement(content: SignedContent, manifest: ModelManifest): JsonObject {
  const { git, environment, experiment, snapshots, recipes, split } = manifest;
  const material = (uri: string, digest: Digest) => ({ uri, digest: { sha256: hexOf(digest) } });
  return {
    _type: statementType,
    subject: [subjectOf(content)],
    predicateType,
    predicate: {
      buildDefinition: {
        buildType: 'urn:labbook:run/1',
        externalParameters: { pipeline: manifest.pipeline, parameters: manifest.parameters },
        internalParameters: { node: environment.node, platform: environment.platform },
        resolvedDependencies: [
          ...(git === null ? [] : [{ uri: 'git:', digest: { gitCommit: git.commit } }]),
          ...Object.entries(snapshots).map(([name, digest]) => material(`snapshot:${name}`, digest)),
          ...(split === null ? [] : [material(`split:${split.output}`, split.digest)]),
          ...Object.entries(recipes).map(([stage, digest]) => material(`recipe:${stage}`, digest)),
        ],
      },
      runDetails: {
        builder: { id: 'urn:labbook:local', version: { labbook: environment.labbook } },
        metadata: { invocationId: experiment, finishedOn: manifest.created },
      },
    },
  };
}

/** What a provenance says otherwise than it should of this content, or null. */
export function provenanceFault(statement: JsonObject, content: SignedContent): string | null {
  if (statement._type !== statementType) return 'it is no in-toto Statement v1';
  if (statement.predicateType !== predicateType) return `it is no ${predicateType}`;
  return canonicalJson(statement.subject) === canonicalJson([subjectOf(content)])
    ? null
    : 'its subject is another model';
}
