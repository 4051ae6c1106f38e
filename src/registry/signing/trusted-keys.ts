import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a bundle names a key: the SHA-256 of the PEM text of its public half, in hex. */
export function keyHint(publicKey: KeyObject): string {
  return createHash('sha256').update(publicPem(publicKey)).digest('hex');
}

export function publicPem(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }) as string;
}

/** Whether a key is an ECDSA key on P-256, the one kind that is used here. */
export function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** The keys in the `.pub` files of a folder, by their hints; files that hold none are left out. */
export async function readTrustedKeys(folder: string): Promise<ReadonlyMap<string, KeyObject>> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.pub')).sort();
  const keys = new Map<string, KeyObject>();
  for (const name of names) {
    const pem = await readFile(join(folder, name), 'utf8').catch(() => '');
    const key = publicKeyOf(pem);
    if (key !== null) keys.set(keyHint(key), key);
  }
  return keys;
}

function publicKeyOf(pem: string): KeyObject | null {
  // A private key would be taken for its public half: it has no place among trusted keys.
  if (!pem.startsWith('-----BEGIN PUBLIC KEY-----')) return null;
  try {
    const key = createPublicKey(pem);
    return isP256(key) ? key : null;
  } catch {
    return null;
  }
}
