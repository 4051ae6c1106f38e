import { type BigIntStats, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestBytes } from '../base/digest.ts';

/** Size, times (nanoseconds) and inode of a file: no change of content leaves all of them as they were. */
export function stampOf(stats: BigIntStats): string {
  return `${stats.size}.${stats.mtimeNs}.${stats.ctimeNs}.${stats.ino}`;
}

/**
 * The digest of the names in a folder that an import could mean, and of where links lead; data written beside
 * code do not count.
 */
export function namesDigest(folder: string): Digest {
  try {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isSymbolicLink() ||
          (entry.isDirectory() ? isImportable(join(folder, entry.name)) : codeFile.test(entry.name)),
      )
      .map((entry) =>
        entry.isSymbolicLink() ? `${entry.name} → ${leadsTo(folder, entry.name)}` : entry.name,
      );
    return digestBytes(names.sort(compareText).join('\n'));
  } catch {
    return digestBytes('');
  }
}

const codeFile = /\.([cm]?[jt]sx?|json)$/;

/** Whether an import of the folder's name would lead into it; folders of data, which runs make, do not count. */
function isImportable(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /^(index\.([cm]?[jt]sx?|json)|package\.json)$/.test(name));
  } catch {
    // One that may not be read, or has just gone, hides no change of the names beside it.
    return false;
  }
}

/** The real path behind a link, by whatever links; none where it leads nowhere. */
function leadsTo(folder: string, name: string): string {
  try {
    return realpathSync(join(folder, name));
  } catch {
    return '';
  }
}
