import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestFromHex } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ArchiveFault, ArchiveManifest, ArchiveMember, ArchiveProblem } from '../model/archive.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { storeFolder } from '../store/store-folder.ts';
import { manifestPath, placeOfMember } from './archive-paths.ts';
import { checkContents } from './check-contents.ts';
import { parseManifest } from './manifest-schema.ts';
import { blockBytes, headerOf, memberBytes, readHeader } from './tar-header.ts';

/** A manifest names some thousands of members at most. */
const mostManifestBytes = 32 * 2 ** 20;
const chunkBytes = 1 << 20;

/** An archive that was checked to its last byte and laid out as a project of its own. */
export interface ReadArchive {
  readonly manifest: ArchiveManifest;
  readonly record: ExperimentRecord;
}

/**
 * Reads an archive that anybody may have made, into a folder that is empty and belongs to the caller: its
 * experiment and its store then stand there as in a project. It is read as the exact bytes that `writeArchive`
 * would write for its manifest, so that there is no second reading of any header: a link, a device, an extended
 * header, a path that leads out, a member too many are none of these bytes. At the first fault it ends; the
 * caller throws the folder away.
 */
export async function readArchive(file: string, into: string): Promise<Result<ReadArchive, ArchiveProblem>> {
  const refuse = (fault: ArchiveFault) => err({ kind: 'archive-refused', file, fault } as const);
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => error);
  if (handle instanceof Error) {
    return err({ kind: 'archive-unreadable', file, code: handle.code ?? handle.message });
  }
  try {
    const { size } = await handle.stat();
    const manifest = await readManifest(handle, size);
    if (!manifest.ok) return refuse(manifest.error);
    const { value, end } = manifest.value;
    const expected = value.members.reduce((sum, { bytes }) => sum + memberBytes(bytes), end) + 2 * blockBytes;
    if (expected !== size) return refuse({ kind: 'length', expected, found: size });
    let at = end;
    for (const member of value.members) {
      const fault = await takeMember(member, { handle, at, recordedAt: value.recordedAt, into, value });
      if (fault !== null) return refuse(fault);
      at += memberBytes(member.bytes);
    }
    const tail = await readAt(handle, { at, bytes: 2 * blockBytes });
    if (tail.some((byte) => byte !== 0)) return refuse({ kind: 'unknown-member', path: '(after the last)' });
    const record = await checkContents(value, into);
    return record.ok ? ok({ manifest: value, record: record.value }) : refuse(record.error);
  } finally {
    await handle.close();
  }
}

async function readManifest(
  handle: FileHandle,
  size: number,
): Promise<Result<{ readonly value: ArchiveManifest; readonly end: number }, ArchiveFault>> {
  const block = await readAt(handle, { at: 0, bytes: blockBytes });
  const header = block.length === blockBytes ? readHeader(block) : null;
  if (header === null) return err({ kind: 'not-an-archive', detail: 'it does not begin as a tar file' });
  if (header.path !== manifestPath || header.type !== 'File') {
    return err({ kind: 'not-an-archive', detail: `it begins with ${header.path}, not with ${manifestPath}` });
  }
  if (header.bytes > mostManifestBytes || header.bytes > size) {
    return err({ kind: 'not-an-archive', detail: `its manifest claims ${header.bytes} bytes` });
  }
  const bytes = await readAt(handle, { at: blockBytes, bytes: header.bytes });
  const manifest = parseManifest(bytes);
  if (!manifest.ok) return manifest;
  const { recordedAt } = manifest.value;
  const own = headerOf({ path: manifestPath, bytes: header.bytes, recordedAt });
  if (!own.equals(block)) return err({ kind: 'bad-header', path: manifestPath });
  const end = memberBytes(header.bytes);
  const padding = await readAt(handle, {
    at: blockBytes + bytes.length,
    bytes: end - blockBytes - bytes.length,
  });
  if (padding.some((byte) => byte !== 0)) return err({ kind: 'bad-header', path: manifestPath });
  return ok({ value: manifest.value, end });
}

/** Copies one member to its place below `into`; a fault where header, content or filling are not as they must be. */
async function takeMember(
  member: ArchiveMember,
  {
    handle,
    at,
    recordedAt,
    into,
    value,
  }: { handle: FileHandle; at: number; recordedAt: string; into: string; value: ArchiveManifest },
): Promise<ArchiveFault | null> {
  const { path, bytes, digest } = member;
  const block = await readAt(handle, { at, bytes: blockBytes });
  if (!headerOf({ path, bytes, recordedAt }).equals(block)) return headerFault(member, block);
  const target = targetOf(path, { into, experiment: value.experiment });
  await mkdir(dirname(target), { recursive: true });
  const out = await open(target, 'wx');
  try {
    const hash = createHash('sha256');
    for (let done = 0; done < bytes; ) {
      const chunk = await readAt(handle, {
        at: at + blockBytes + done,
        bytes: Math.min(chunkBytes, bytes - done),
      });
      if (chunk.length === 0) return { kind: 'wrong-digest', path };
      hash.update(chunk);
      await out.write(chunk);
      done += chunk.length;
    }
    if (digestFromHex(hash.digest('hex')) !== digest) return { kind: 'wrong-digest', path };
    await out.sync();
  } finally {
    await out.close();
  }
  const padding = await readAt(handle, {
    at: at + blockBytes + bytes,
    bytes: memberBytes(bytes) - blockBytes - bytes,
  });
  return padding.some((byte) => byte !== 0) ? { kind: 'bad-header', path } : null;
}

/** What stands where a member's header should, as plainly as it can be told. */
function headerFault({ path }: ArchiveMember, block: Buffer): ArchiveFault {
  const found = readHeader(block);
  if (found === null) return { kind: 'bad-header', path };
  if (found.type !== 'File') return { kind: 'no-plain-file', path: found.path, type: found.type };
  return found.path === path
    ? { kind: 'bad-header', path }
    : { kind: 'other-member', expected: path, found: found.path };
}

/** Places are made from what a path was found to be, never from the path itself. */
function targetOf(path: string, { into, experiment }: { into: string; experiment: string }): string {
  const store = storeFolder(join(into, '.labbook'));
  const place = placeOfMember(path);
  switch (place?.kind) {
    case 'blob':
      return store.blob(place.digest);
    case 'code':
      return store.code(place.digest);
    case 'experiment':
      return join(into, 'experiments', experiment, place.file);
    case 'rendering':
      return join(into, 'renderings', path);
    case undefined:
      throw new Error('a manifest was parsed with a path that is none');
  }
}

async function readAt(
  handle: FileHandle,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await handle.read(buffer, done, bytes - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
