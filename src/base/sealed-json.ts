import { readFileSync } from 'node:fs';
import { digestBytes } from './digest.ts';

/** A value as JSON with the digest of that text below it, so that a flipped bit is no other value. */
export function sealedJson(value: unknown): string {
  const text = JSON.stringify(value);
  return `${text}\n${digestBytes(text)}\n`;
}

/** The value of a sealed text, or undefined where the text is not what was sealed. */
export function unsealedJson(sealed: string): unknown {
  const end = sealed.indexOf('\n');
  const text = sealed.slice(0, end);
  if (end === -1 || sealed.slice(end + 1) !== `${digestBytes(text)}\n`) return undefined;
  return JSON.parse(text);
}

/**
 * The value in a sealed file, or undefined where there is none, or not the one that was sealed. Read at once: they
 * are small and many, and waiting for each takes ten times as long as reading it.
 */
export function readSealed(path: string): unknown {
  try {
    return unsealedJson(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
