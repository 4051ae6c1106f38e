import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { keyHint } from './trusted-keys.ts';

/** Media type of Sigstore's bundle, version 0.3. */
const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const payloadType = 'application/vnd.in-toto+json';

/** Why a bundle tells nothing that can be believed. */
export type BundleProblem =
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'untrusted'; readonly key: string }
  | { readonly kind: 'wrong' };

/**
 * A statement signed with an ECDSA P-256 key, as the text of a Sigstore bundle: a DSSE envelope, and the key by
 * the SHA-256 of its PEM text. Sources: DSSE 1.0 protocol, in-toto Statement v1, Sigstore bundle v0.3.
 */
export function signStatement(statement: object, privateKey: KeyObject): string {
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = sign('sha256', preAuthentication(payload), privateKey);
  const bundle = {
    mediaType,
    verificationMaterial: { publicKey: { hint: keyHint(createPublicKey(privateKey)) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: sig.toString('base64'), keyid: '' }],
    },
  };
  return `${JSON.stringify(bundle)}\n`;
}

export interface VerifiedStatement {
  readonly statement: JsonObject;
  /** SHA-256 of the public key's PEM text. */
  readonly key: string;
}

/** The statement of a bundle, if one of the trusted keys signed it. Nothing of it is parsed before. */
export function verifyBundle(
  bytes: Uint8Array,
  trusted: ReadonlyMap<string, KeyObject>,
): Result<VerifiedStatement, BundleProblem> {
  const envelope = envelopeOf(bytes);
  if (!envelope.ok) return envelope;
  const { key, payload, sig } = envelope.value;
  const publicKey = trusted.get(key);
  if (publicKey === undefined) return err({ kind: 'untrusted', key });
  if (!verify('sha256', preAuthentication(payload), publicKey, sig)) return err({ kind: 'wrong' });
  const statement = parsedJson(payload);
  if (!isJsonObject(statement)) return unreadable('its payload is no JSON object');
  return ok({ statement, key });
}

interface Envelope {
  readonly key: string;
  readonly payload: Buffer;
  readonly sig: Buffer;
}

function envelopeOf(bytes: Uint8Array): Result<Envelope, BundleProblem> {
  const bundle = parsedJson(bytes);
  if (!isJsonObject(bundle)) return unreadable('it is no JSON object');
  if (bundle.mediaType !== mediaType) return unreadable(`its mediaType is not ${mediaType}`);
  const { verificationMaterial: material, dsseEnvelope: envelope } = bundle;
  const key = isJsonObject(material) && isJsonObject(material.publicKey) ? material.publicKey.hint : null;
  if (typeof key !== 'string') return unreadable('it names no public key');
  if (!isJsonObject(envelope)) return unreadable('it holds no DSSE envelope');
  if (envelope.payloadType !== payloadType) return unreadable(`its payloadType is not ${payloadType}`);
  const signatures = Array.isArray(envelope.signatures) ? envelope.signatures : [];
  const [first] = signatures;
  if (signatures.length !== 1 || !isJsonObject(first)) return unreadable('it has not one signature');
  const payload = fromBase64(envelope.payload);
  const sig = fromBase64(first.sig);
  return payload === null || sig === null
    ? unreadable('its payload or signature is no base64')
    : ok({ key, payload, sig });
}

/** What DSSE signs: type and payload, each after its length, so that neither passes for a part of the other. */
function preAuthentication(payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function fromBase64(value: unknown): Buffer | null {
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : null;
}

function unreadable(detail: string): Result<never, BundleProblem> {
  return err({ kind: 'unreadable', detail });
}
