import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { canonicalJson } from './canonical-json.ts';

/** `sha256:<64 lower-case hex digits>` of bytes, or of canonical content. */
export type Digest = string & { readonly __brand: 'Digest' };

const pattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && pattern.test(text);
}

export function digestBytes(bytes: string | Uint8Array): Digest {
  return digestFromHex(createHash('sha256').update(bytes).digest('hex'));
}

/**
 * The digest of a value, framed by a tag that names its kind and version (`stage-recipe/1`), so that values
 * of two kinds never share a digest.
 */
export function digestOf(tag: string, value: unknown): Digest {
  return digestBytes(canonicalJson([tag, value]));
}

/** The digest of a file's bytes, read as a stream. Rejects with the file system's error. */
export async function digestFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return digestFromHex(hash.digest('hex'));
}

export function digestFromHex(hex: string): Digest {
  return `sha256:${hex}` as Digest;
}

/** The hex digits of a digest, as file names use them. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** The first digits of a digest, as people read them. */
export function shortDigest(digest: Digest): string {
  return hexOf(digest).slice(0, 10);
}
