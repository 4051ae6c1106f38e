import { digestBytes } from '../../base/digest.ts';

/**
 * The text of a record as it is written: JSON whose last member, `seal`, is the digest of the text without it.
 * It tells an edit by hand and a flipped bit; it is no signature, since whoever can write can seal anew.
 */
export function sealRecord(record: object): string {
  const text = JSON.stringify(record);
  return `${text.slice(0, -1)},"seal":"${digestBytes(text)}"}\n`;
}

/** The text that was sealed, or null where the text at hand is not, byte for byte, what that gave. */
export function unsealedRecord(sealed: string): string | null {
  const match = /,"seal":"(sha256:[0-9a-f]{64})"\}\n$/.exec(sealed.slice(-100));
  if (match === null) return null;
  const text = `${sealed.slice(0, sealed.length - match[0].length)}}`;
  return digestBytes(text) === match[1] ? text : null;
}
