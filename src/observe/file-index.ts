import { type BigIntStats, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/compare-text.ts';
import { type Digest, digestBytes, digestFile } from '../base/digest.ts';
import { sealedJson, unsealedJson } from '../base/sealed-json.ts';
import { writeAtomic } from '../base/write-atomic.ts';
import { namesDigest, stampOf } from './file-stamp.ts';
import { KeptAnswers } from './kept-answers.ts';

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

/** Files up to this size are read at once: a stream costs more than they do. */
const smallBytes = 2 ** 18;

/**
 * Digests of files, remembered by their stats so that only what moved is read again. A file written within
 * the clock's grain of being looked at is not remembered: it could change once more and keep its stamp.
 *
 * It also knows what was found at each path during this run, so that at the end of the run one can tell
 * whether all of it still stands; and keeps what else was found out about files, one file a kind.
 */
export class FileIndex {
  readonly #folder: string;
  readonly #path: string;
  readonly #entries: Map<string, Entry>;
  #isChanged = false;
  #hasMoved = false;
  readonly #seen = new Map<string, Digest | null>();
  readonly #seenFolders = new Map<string, Digest>();
  readonly #once = new Map<string, Promise<ObservedFile | null>>();
  readonly #kept = new Map<string, KeptAnswers<unknown>>();

  constructor({ folder, isParanoid = false }: { folder: string; isParanoid?: boolean }) {
    this.#folder = folder;
    this.#path = join(folder, 'files.json');
    this.#entries = isParanoid ? new Map() : readEntries(this.#path);
  }

  /** The folders that were looked at, by the digest of their names. */
  get seenFolders(): ReadonlyMap<string, Digest> {
    return this.#seenFolders;
  }

  /** Answers of one kind (`code`, `params`) that earlier plans found; saved with the index. */
  kept<Answer>(kind: string): KeptAnswers<Answer> {
    const known = this.#kept.get(kind) ?? new KeptAnswers<unknown>(join(this.#folder, `${kind}.json`));
    this.#kept.set(kind, known);
    return known as KeptAnswers<Answer>;
  }

  /**
   * Digest of the names in a folder that an import could mean; data written beside code do not count. Looks once,
   * whoever asks: a name that comes later shows in the next run, and is not believed to have been there.
   */
  observeNames(folder: string): Digest {
    const known = this.#seenFolders.get(folder);
    if (known !== undefined) return known;
    const digest = namesDigest(folder);
    this.#seenFolders.set(folder, digest);
    return digest;
  }

  /** Digest and size of a file, or null where there is no such file. */
  async observe(path: string): Promise<ObservedFile | null> {
    const found = await this.#read(path);
    const digest = found?.digest ?? null;
    if (this.#seen.has(path) && this.#seen.get(path) !== digest) this.#hasMoved = true;
    this.#seen.set(path, digest);
    return found;
  }

  /** As `observe`, but looks once, whoever asks: a plan sees one state of a file. */
  observeOnce(path: string): Promise<ObservedFile | null> {
    const known = this.#once.get(path);
    if (known !== undefined) return known;
    const found = this.observe(path);
    this.#once.set(path, found);
    return found;
  }

  /**
   * Takes note that bytes of a digest were just put at `path`. They are read before they are believed in a
   * later run: another program may have written there since.
   */
  expect(path: string, digest: Digest): void {
    this.#seen.set(path, digest);
  }

  /** Says that something counts whose change stats of single files would not show. */
  cannotTell(): void {
    this.#hasMoved = true;
  }

  /**
   * The stamps of all files that were looked at, if each still is what it was found to be; null where one
   * changed meanwhile, or changed so lately that its stamp could not show another change.
   */
  async confirm(): Promise<Readonly<Record<string, string | null>> | null> {
    const stamps: Record<string, string | null> = {};
    for (const [path, digest] of this.#seen) {
      if (this.#hasMoved || ((await this.#read(path))?.digest ?? null) !== digest) return null;
      const stamp = digest === null ? null : this.#entries.get(path)?.stamp;
      if (stamp === undefined) return null;
      stamps[path] = stamp;
    }
    return stamps;
  }

  async #read(path: string): Promise<ObservedFile | null> {
    const before = statFile(path);
    if (before === null) return null;
    const stamp = stampOf(before);
    const known = this.#entries.get(path);
    if (known?.stamp === stamp) return { digest: known.digest, bytes: known.bytes };
    // Asked before reading: whatever is written from here on shows in the times.
    const wasSettled = isSettled(before);
    const digest = before.size <= smallBytes ? smallDigest(path) : await digestFile(path);
    const after = statFile(path);
    if (after === null) return null;
    const bytes = Number(after.size);
    if (stampOf(after) === stamp && wasSettled) {
      this.#entries.set(path, { stamp, digest, bytes });
      this.#isChanged = true;
    }
    return { digest, bytes };
  }

  async save(): Promise<void> {
    for (const answers of this.#kept.values()) await answers.save();
    if (!this.#isChanged) return;
    const entries = [...this.#entries].sort(([a], [b]) => compareText(a, b));
    await writeAtomic(this.#path, sealedJson(Object.fromEntries(entries)));
    this.#isChanged = false;
  }
}

/** Whether a file's last change lies far enough back that another one would show in its times. */
export function isSettled(stats: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>, nowMs = Date.now()): boolean {
  const nowNs = BigInt(nowMs) * 1_000_000n;
  // biome-ignore lint/complexity/useMathMinMax: Math.max does not take bigints.
  const newestNs = stats.ctimeNs > stats.mtimeNs ? stats.ctimeNs : stats.mtimeNs;
  // A file system with whole-second times (HFS+, FAT, some NFS) shows none below a second.
  const grainNs = newestNs % 1_000_000_000n === 0n ? 2_100_000_000n : 20_000_000n;
  return nowNs - newestNs > grainNs;
}

/** At once: a look takes microseconds, and waiting for it in turn ten times that. */
function statFile(path: string): BigIntStats | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats?.isFile() ? stats : null;
  } catch {
    return null;
  }
}

function smallDigest(path: string): Digest {
  return digestBytes(readFileSync(path));
}

function readEntries(path: string): Map<string, Entry> {
  if (!existsSync(path)) return new Map();
  // A damaged index only costs reading the files again.
  const entries = unsealedJson(readFileSync(path, 'utf8')) ?? {};
  return new Map(Object.entries(entries as Record<string, Entry>));
}
