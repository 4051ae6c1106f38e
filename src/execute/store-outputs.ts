import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestFile } from '../base/digest.ts';
import { folderFiles } from '../base/folder-files.ts';
import type { Job } from '../model/job.ts';
import type { ResultRecord, StoredFile, StoredOutput } from '../model/result-record.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import type { FileIndex } from '../observe/file-index.ts';
import { putBlob } from '../store/blob-store.ts';
import { putTree } from '../store/folder-tree.ts';
import type { StoreFolder } from '../store/store-folder.ts';
import type { StageMessage } from './stage-message.ts';

type Stored<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: StageFailure };

/** How many files of a folder are put into the store at once: each waits for the disk. */
const atOnce = 32;

/** Puts what a stage wrote into the store; the first output that is missing, or no output, ends it. */
export async function storeOutputs({
  job,
  store,
  index,
  output,
  said,
}: {
  readonly job: Job;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  /** Absolute path of the folder that the stage wrote to. */
  readonly output: string;
  readonly said: Extract<StageMessage, { kind: 'ran' }>;
}): Promise<Stored<ResultRecord['outputs']>> {
  const outputs: Record<string, StoredOutput> = {};
  for (const [name, { format, fileName }] of Object.entries(job.outputs)) {
    const path = join(output, fileName);
    const stats = await lstat(path).catch(() => null);
    const isThere = format === 'folder' ? stats?.isDirectory() : stats?.isFile();
    if (isThere !== true) {
      return { ok: false, failure: { kind: 'output-missing', output: name, path: fileName } };
    }
    if (format === 'folder') {
      const stored = await storeFolderOutput({ name, path, store, index });
      if (!stored.ok) return stored;
      outputs[name] = stored.value;
      continue;
    }
    const { digest, bytes } = await putBlob(store, path);
    index.expect(store.blob(digest), digest);
    const content = said.contents[name] ?? digest;
    outputs[name] = { format, blob: digest, content, bytes, table: said.tables[name] ?? null };
  }
  return { ok: true, value: outputs };
}

async function storeFolderOutput({
  name,
  path: folder,
  store,
  index,
}: {
  name: string;
  path: string;
  store: StoreFolder;
  index: FileIndex;
}): Promise<Stored<StoredOutput>> {
  const { files: paths, fault } = folderFiles(folder, { isFollowing: false });
  if (fault !== null) return { ok: false, failure: { kind: 'folder-refused', output: name, ...fault } };
  const files: StoredFile[] = [];
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce).map(async (path): Promise<StoredFile> => {
      const { digest, bytes } = await putKnown(join(folder, path), { store, index });
      index.expect(store.blob(digest), digest);
      return { path, blob: digest, bytes };
    });
    files.push(...(await Promise.all(some)));
  }
  const tree = await putTree(
    store,
    files.map(({ path, blob }) => [path, blob]),
  );
  index.expect(store.blob(tree), tree);
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  return { ok: true, value: { format: 'folder', blob: tree, content: tree, bytes, table: null, files } };
}

/** Of thousands of files most are often in the store: reading one costs less than writing it and waiting for the disk. */
async function putKnown(
  path: string,
  { store, index }: { store: StoreFolder; index: FileIndex },
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const digest = await digestFile(path);
  const kept = await index.observe(store.blob(digest));
  return kept?.digest === digest ? { digest, bytes: kept.bytes } : await putBlob(store, path);
}
