import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debug } from '../base/debug.ts';
import { makerMark } from '../base/maker-mark.ts';
import { sealedJson } from '../base/sealed-json.ts';
import { syncFolder } from '../base/write-atomic.ts';
import type { ResultRecord } from '../model/result-record.ts';
import { readResult } from './read-result.ts';
import type { StoreFolder } from './store-folder.ts';

/**
 * Writes the commit record of a result, if there is none for its fingerprint yet; the first to commit wins.
 * Gives the record that stands afterwards, which may be another run's. Every blob that the record names
 * must be in the store before. With `replaces`, a record whose blobs were found damaged gives way.
 */
export async function commitResult(
  store: StoreFolder,
  { record, replaces }: { record: ResultRecord; replaces: boolean },
): Promise<ResultRecord> {
  const target = store.result(record.fingerprint);
  await mkdir(dirname(target), { recursive: true });
  await mkdir(store.temporary, { recursive: true });
  const temporary = join(store.temporary, `${makerMark()}.${randomBytes(8).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(sealedJson(record));
      await file.sync();
    } finally {
      await file.close();
    }
    // rename(2) replaces in one step. link(2) fails where the name exists: it decides who was first.
    if (replaces) await rename(temporary, target);
    else await link(temporary, target);
    await syncFolder(dirname(target));
    debug('store', () => ({ did: 'commit', fingerprint: record.fingerprint, replaces }));
    return record;
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isTaken) throw error;
    const standing = await readResult(store, record.fingerprint);
    return standing ?? (await commitResult(store, { record, replaces: true }));
  } finally {
    await rm(temporary, { force: true });
  }
}
