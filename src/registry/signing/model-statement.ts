import { createHash } from 'node:crypto';
import { canonicalJson } from '../../base/canonical-json.ts';
import { compareText } from '../../base/compare-text.ts';
import { type Digest, hexOf } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import { provenanceName, signatureName } from '../registry-folder.ts';

export const statementType = 'https://in-toto.io/Statement/v1';
const predicateType = 'https://model_signing/signature/v1.0';

/** What is signed of a version: its name, and every file of its folder but the signatures. */
export interface SignedContent {
  /** `forest@1.0.0`. */
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly digest: Digest }[];
}

export function subjectOf({ name, files }: SignedContent): JsonObject {
  const hash = createHash('sha256');
  for (const { digest } of inOrder(files)) hash.update(Buffer.from(hexOf(digest), 'hex'));
  return { name, digest: { sha256: hash.digest('hex') } };
}

/**
 * The statement that OpenSSF Model Signing v1.0 signs: each file with its digest, and as subject the SHA-256 of
 * these digests, in the order of the names.
 */
export function modelStatement(content: SignedContent): JsonObject {
  return {
    _type: statementType,
    subject: [subjectOf(content)],
    predicateType,
    predicate: {
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        ignore_paths: [signatureName, provenanceName],
      },
      resources: inOrder(content.files).map(({ name, digest }) => ({
        name,
        algorithm: 'sha256',
        digest: hexOf(digest),
      })),
    },
  };
}

/** What a statement says otherwise than it should of this content, or null where it says just that. */
export function statementFault(statement: JsonObject, content: SignedContent): string | null {
  const wanted = modelStatement(content);
  if (statement._type !== wanted._type) return 'it is no in-toto Statement v1';
  if (statement.predicateType !== predicateType) return `it is no ${predicateType}`;
  if (canonicalJson(statement.subject) !== canonicalJson(wanted.subject))
    return 'its subject is another model';
  return canonicalJson(statement.predicate) === canonicalJson(wanted.predicate)
    ? null
    : 'its files are not those of this model';
}

function inOrder(files: SignedContent['files']): SignedContent['files'] {
  return [...files].sort((a, b) => compareText(a.name, b.name));
}
