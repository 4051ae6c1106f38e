import { type BigIntStats, readdirSync } from 'node:fs';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestBytes } from '../base/digest.ts';

/** Size, times (nanoseconds) and inode of a file: no change of content leaves all of them as they were. */
export function stampOf(stats: BigIntStats): string {
  return `${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}.${stats.ino}`;
}

/** The digest of the names in a folder that an import could mean; data written beside code do not count. */
export function namesDigest(folder: string): Digest {
  try {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || /\.([cm]?[jt]sx?|json)$/.test(entry.name))
      .map((entry) => entry.name);
    return digestBytes(names.sort(compareText).join('\n'));
  } catch {
    return digestBytes('');
  }
}
