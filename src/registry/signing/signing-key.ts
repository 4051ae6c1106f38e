import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isP256, keyHint, publicPem } from './trusted-keys.ts';

/** The private key in a PEM file, or null where it holds none on P-256. */
export async function readSigningKey(file: string): Promise<KeyObject | null> {
  try {
    const key = createPrivateKey(await readFile(file, 'utf8'));
    return isP256(key) ? key : null;
  } catch {
    return null;
  }
}

/**
 * Makes an ECDSA P-256 key pair: the private half for its owner's eyes alone, the public half for the folder of
 * trusted keys. Gives the name of the public key, or the first file that stands there already: nothing is ever
 * written over.
 */
export async function makeSigningKey(files: {
  readonly privateFile: string;
  readonly publicFile: string;
}): Promise<{ readonly key: string } | { readonly taken: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const pairs = [
    { file: files.publicFile, text: publicPem(publicKey), mode: 0o644 },
    { file: files.privateFile, text: pem, mode: 0o600 },
  ];
  for (const { file } of pairs) {
    if ((await readFile(file).catch(() => null)) !== null) return { taken: file };
  }
  for (const { file, text, mode } of pairs) {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'wx', mode);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  }
  return { key: keyHint(publicKey) };
}
