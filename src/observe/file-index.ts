import { type BigIntStats, existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestFile } from '../base/digest.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { namesDigest, stampOf } from './file-stamp.ts';

export interface ObservedFile {
  readonly digest: Digest;
  readonly bytes: number;
}

interface Entry {
  /** size, mtime, ctime (nanoseconds) and inode: a change of content that leaves all four is not possible. */
  readonly stamp: string;
  readonly digest: Digest;
  readonly bytes: number;
}

/**
 * Digests of files, remembered by their stats so that only what moved is read again. A file written within
 * the clock's grain of being looked at is not remembered: it could change once more and keep its stamp.
 */
export class FileIndex {
  readonly #path: string;
  readonly #entries: Map<string, Entry>;
  readonly #isParanoid: boolean;
  #isChanged = false;
  readonly #seen = new Set<string>();
  readonly #seenFolders = new Map<string, Digest>();

  constructor({ folder, isParanoid = false }: { folder: string; isParanoid?: boolean }) {
    this.#path = join(folder, 'files.json');
    this.#isParanoid = isParanoid;
    this.#entries = isParanoid ? new Map() : readEntries(this.#path);
  }

  /** What has been looked at through this index: every file, and the folders by the digest of their names. */
  get seen(): { readonly files: ReadonlySet<string>; readonly folders: ReadonlyMap<string, Digest> } {
    return { files: this.#seen, folders: this.#seenFolders };
  }

  /** Digest of the names in a folder that an import could mean; data written beside code do not count. */
  observeNames(folder: string): Digest {
    const digest = namesDigest(folder);
    this.#seenFolders.set(folder, digest);
    return digest;
  }

  /** Digest and size of a file, or null where there is no such file. */
  async observe(path: string): Promise<ObservedFile | null> {
    this.#seen.add(path);
    const before = await statFile(path);
    if (before === null) return null;
    const stamp = stampOf(before);
    const known = this.#entries.get(path);
    if (known?.stamp === stamp) return { digest: known.digest, bytes: known.bytes };
    const digest = await digestFile(path);
    const after = await statFile(path);
    if (after === null) return null;
    const bytes = Number(after.size);
    if (stampOf(after) === stamp && isSettled(after)) this.#set(path, { stamp, digest, bytes });
    return { digest, bytes };
  }

  /** Takes a digest that was just computed from the bytes that stand at `path`. */
  async learn(path: string, digest: Digest): Promise<void> {
    this.#seen.add(path);
    const now = await statFile(path);
    if (now !== null && !this.#isParanoid) {
      this.#set(path, { stamp: stampOf(now), digest, bytes: Number(now.size) });
    }
  }

  async save(): Promise<void> {
    if (!this.#isChanged) return;
    const entries = [...this.#entries].sort(([a], [b]) => compareText(a, b));
    await writeAtomic(this.#path, JSON.stringify(Object.fromEntries(entries)));
    this.#isChanged = false;
  }

  #set(path: string, entry: Entry): void {
    this.#entries.set(path, entry);
    this.#isChanged = true;
  }
}

/** Whether a file's last change lies far enough back that another one would show in its times. */
export function isSettled(stats: BigIntStats): boolean {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  // biome-ignore lint/complexity/useMathMinMax: Math.max does not take bigints.
  const newestNs = stats.ctimeNs > stats.mtimeNs ? stats.ctimeNs : stats.mtimeNs;
  // A file system with whole-second times (HFS+, FAT, some NFS) shows none below a second.
  const grainNs = newestNs % 1_000_000_000n === 0n ? 2_100_000_000n : 20_000_000n;
  return nowNs - newestNs > grainNs;
}

async function statFile(path: string): Promise<BigIntStats | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  return stats?.isFile() ? stats : null;
}

function readEntries(path: string): Map<string, Entry> {
  if (!existsSync(path)) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>));
  } catch {
    // A damaged index only costs reading the files again.
    return new Map();
  }
}
