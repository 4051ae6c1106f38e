import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import { recordedPipeline } from '../experiment/record/recorded-pipeline.ts';
import type { ArchiveFault, ArchiveManifest } from '../model/archive.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { codeDigest } from '../store/code-text.ts';
import { storeFolder } from '../store/store-folder.ts';
import { blobPath, codePath, placeOfMember, recordPath } from './archive-paths.ts';
import { neededBlobs, neededCode } from './needed-blobs.ts';

/**
 * Whether an archive that was laid out holds just what its record names: a whole record, each blob under its
 * own digest, each bundle that of a recipe, nothing besides, and nothing missing but what was left out.
 */
export async function checkContents(
  manifest: ArchiveManifest,
  root: string,
): Promise<Result<ExperimentRecord, ArchiveFault>> {
  const paths = new Set(manifest.members.map(({ path }) => path));
  if (!paths.has(recordPath)) return err({ kind: 'missing-member', path: recordPath });
  const read = await readRecord(root, manifest.experiment);
  if (!read.ok) {
    const detail = 'detail' in read.error ? `${read.error.detail}` : read.error.kind;
    return err({ kind: 'bad-record', detail });
  }
  const record = read.value;
  const pipeline = recordedPipeline(record);
  if (!pipeline.ok) {
    const detail = 'detail' in pipeline.error ? `${pipeline.error.detail}` : pipeline.error.kind;
    return err({ kind: 'bad-record', detail });
  }
  if (record.finishedAt !== manifest.recordedAt) {
    return err({ kind: 'bad-record', detail: 'it ended at another time than the manifest says' });
  }
  const blobs = neededBlobs(record);
  const leftOut = new Set(manifest.leftOut.map(({ blob }) => blob));
  const missing = blobs.find(({ blob }) => !paths.has(blobPath(blob)) && !leftOut.has(blob));
  if (missing !== undefined) return err({ kind: 'missing-member', path: missing.what });
  const known = new Set([...blobs.map(({ blob }) => blobPath(blob)), ...neededCode(record).map(codePath)]);
  const store = storeFolder(join(root, '.labbook'));
  for (const { path, digest } of manifest.members) {
    const place = placeOfMember(path);
    if (place?.kind === 'blob' && place.digest !== digest) return err({ kind: 'wrong-digest', path });
    if (place?.kind === 'code') {
      const text = await readFile(store.code(place.digest), 'utf8');
      if (codeDigest(text) !== place.digest) return err({ kind: 'wrong-digest', path });
    }
    const isContent = place?.kind === 'blob' || place?.kind === 'code';
    if (isContent && !known.has(path)) return err({ kind: 'unknown-member', path });
  }
  return ok(record);
}
