import { type Digest, digestBytes, hexOf } from '../base/digest.ts';

/** A bundle as the store keeps it: the code, and a last line that leads to its map, which its digest leaves out. */
export function codeText(js: string, digest: Digest): string {
  return `${js}//# sourceMappingURL=${hexOf(digest)}.mjs.map\n`;
}

/** The digest of the code in such a text. */
export function codeDigest(text: string): Digest {
  return digestBytes(text.replace(/\/\/# sourceMappingURL=[0-9a-f]+\.mjs\.map\n$/, ''));
}
