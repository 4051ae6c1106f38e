import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { SignatureRefusal } from '../../model/model-refusal.ts';
import { type SignedContent, statementFault } from './model-statement.ts';
import { provenanceFault } from './provenance-statement.ts';
import { verifyBundle } from './sigstore-bundle.ts';

/** A bundle's bytes, and where they stand for messages. */
export interface BundleFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Checks both bundles of a version against the trusted keys; gives the key that signed the model. */
export function checkSignature(
  model: string,
  {
    content,
    signature,
    provenance,
    trusted,
  }: {
    readonly content: SignedContent;
    readonly signature: BundleFile;
    readonly provenance: BundleFile;
    readonly trusted: ReadonlyMap<string, KeyObject>;
  },
): Result<string, SignatureRefusal> {
  const signed = check(model, signature, { trusted, fault: (found) => statementFault(found, content) });
  if (!signed.ok) return signed;
  const made = check(model, provenance, { trusted, fault: (found) => provenanceFault(found, content) });
  return made.ok ? signed : made;
}

function check(
  model: string,
  { file, bytes }: BundleFile,
  by: {
    readonly trusted: ReadonlyMap<string, KeyObject>;
    readonly fault: (statement: JsonObject) => string | null;
  },
): Result<string, SignatureRefusal> {
  const verified = verifyBundle(bytes, by.trusted);
  const place = { model, file };
  if (verified.ok) {
    const detail = by.fault(verified.value.statement);
    return detail === null ? ok(verified.value.key) : err({ kind: 'signature-of-another', ...place, detail });
  }
  switch (verified.error.kind) {
    case 'unreadable':
      return err({ kind: 'signature-unreadable', ...place, detail: verified.error.detail });
    case 'untrusted':
      return err({
        kind: 'signature-untrusted',
        ...place,
        key: verified.error.key,
        trusted: [...by.trusted.keys()],
      });
    case 'wrong':
      return err({ kind: 'signature-wrong', ...place });
  }
}
