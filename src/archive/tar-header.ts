import { Header } from 'tar';

/** Tar is made of blocks of this many bytes. */
export const blockBytes = 512;

/** Bytes that a member takes in an archive: its header, and its content filled up to whole blocks. */
export function memberBytes(bytes: number): number {
  return blockBytes + bytes + paddingOf(bytes);
}

export function paddingOf(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes;
}

/** The only header that a member of this path and size has: nothing of who wrote it, or where, is in it. */
export function headerOf({
  path,
  bytes,
  recordedAt,
}: {
  readonly path: string;
  readonly bytes: number;
  readonly recordedAt: string;
}): Buffer {
  const header = new Header({
    path,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: bytes,
    mtime: new Date(Math.floor(Date.parse(recordedAt) / 1000) * 1000),
    type: 'File',
    uname: '',
    gname: '',
  });
  header.encode();
  if (header.block === undefined) throw new Error(`${path} has no header`);
  return header.block;
}

/** What a header says, of whatever was found in a header's place; null where it is none. */
export function readHeader(block: Buffer): { path: string; type: string; bytes: number } | null {
  try {
    const header = new Header(block);
    if (!header.cksumValid) return null;
    return { path: header.path ?? '', type: header.type, bytes: header.size ?? 0 };
  } catch {
    return null;
  }
}
