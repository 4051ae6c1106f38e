import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Digest, digestBytes, digestFromHex } from '../base/digest.ts';
import { unfinishedPath } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { syncFolder } from '../base/write-atomic.ts';
import type { ArchiveManifest, ArchiveMember } from '../model/archive.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { hasBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import { sweepFolder } from '../store/sweep.ts';
import { blobPath, codePath, cratePath, experimentFiles, manifestPath, pagePath } from './archive-paths.ts';
import { type NeededBlob, neededBlobs, neededCode } from './needed-blobs.ts';
import { roCrate } from './ro-crate.ts';
import { blockBytes, headerOf, paddingOf } from './tar-header.ts';

export interface ArchiveOrder {
  /** Absolute path of the project. */
  readonly root: string;
  readonly store: StoreFolder;
  readonly record: ExperimentRecord;
  /** Absolute path of the file to be written. */
  readonly file: string;
  /** The experiment's page, for people who open the archive with tar. */
  readonly page: string;
  readonly isWithoutData: boolean;
}

interface Source extends ArchiveMember {
  readonly from: { readonly text: Buffer } | { readonly file: string };
}

/**
 * Writes an experiment and all that it names as one tar file: the manifest first, then each member in the order
 * of the manifest. The same experiment gives the same bytes. Contents are streamed, and checked as they are
 * read: a damaged blob is a problem, and no archive.
 */
export async function writeArchive(
  order: ArchiveOrder,
): Promise<Result<ArchiveManifest, readonly Problem[]>> {
  const { record, store, isWithoutData, file } = order;
  const needed = neededBlobs(record);
  const kept = needed.filter(({ isData }) => !(isWithoutData && isData));
  const lost: Problem[] = [];
  for (const { blob, what } of kept) {
    if (!(await hasBlob(store, blob))) lost.push({ kind: 'blob-lost', blob, what, how: 'missing' });
  }
  if (lost.length > 0) return err(lost);
  const sources = await sourcesOf(order, kept);
  const leftOut = needed.filter((one) => !kept.includes(one)).map(({ blob, what }) => ({ blob, what }));
  const manifest: ArchiveManifest = {
    schema: 'labbook.archive/1',
    experiment: record.id,
    recordedAt: record.finishedAt,
    members: sources.map(({ path, bytes, digest }) => ({ path, bytes, digest })),
    leftOut,
  };
  const first = textSource(manifestPath, `${JSON.stringify(manifest, null, 1)}\n`);
  await sweepFolder(dirname(file));
  const temporary = unfinishedPath(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      for (const source of [first, ...sources]) {
        if (await isWritten(handle, source, record.finishedAt)) continue;
        const what = needed.find(({ blob }) => blobPath(blob) === source.path)?.what ?? source.path;
        return err([{ kind: 'blob-lost', blob: source.digest, what, how: 'damaged' }]);
      }
      await handle.write(Buffer.alloc(2 * blockBytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return ok(manifest);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function sourcesOf(order: ArchiveOrder, blobs: readonly NeededBlob[]): Promise<readonly Source[]> {
  const { root, store, record, page } = order;
  const folder = join(root, 'experiments', record.id);
  const sources: Source[] = [];
  for (const name of experimentFiles) {
    const text = await readFile(join(folder, name)).catch(() => null);
    if (text !== null) sources.push(textSource(`experiment/${name}`, text));
  }
  sources.push(textSource('pipeline.yaml', record.pipeline.text), textSource(pagePath, page));
  for (const { blob, bytes } of blobs) {
    sources.push({ path: blobPath(blob), bytes, digest: blob, from: { file: store.blob(blob) } });
  }
  for (const code of neededCode(record)) {
    const text = await readFile(store.code(code)).catch(() => null);
    if (text !== null) sources.push(textSource(codePath(code), text));
  }
  const crate = roCrate({ record, members: sources, blobs });
  return [textSource(cratePath, `${JSON.stringify(crate, null, 1)}\n`), ...sources];
}

function textSource(path: string, text: string | Buffer): Source {
  const bytes = Buffer.from(text as string);
  return { path, bytes: bytes.length, digest: digestBytes(bytes), from: { text: bytes } };
}

/** Appends one member; false where its content is not what the manifest says. */
async function isWritten(handle: FileHandle, source: Source, recordedAt: string): Promise<boolean> {
  await handle.write(headerOf({ ...source, recordedAt }));
  const { digest, bytes } = await append(handle, source);
  if (digest !== source.digest || bytes !== source.bytes) return false;
  await handle.write(Buffer.alloc(paddingOf(bytes)));
  return true;
}

async function append(
  handle: FileHandle,
  { from }: Source,
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  if ('text' in from) {
    await handle.write(from.text);
    return { digest: digestBytes(from.text), bytes: from.text.length };
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(from.file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    await handle.write(chunk as Buffer);
  }
  return { digest: digestFromHex(hash.digest('hex')), bytes };
}
