import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../base/maker-mark.ts';
import type { TrainingData } from '../model/model-manifest.ts';
import type { OutputRecord } from '../model/record.ts';
import { restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/**
 * Which rows a split gave to training, from its table with the columns `part` and `ts`; null where the store has
 * it no more, or it has no such columns.
 */
export async function trainingData(store: StoreFolder, split: OutputRecord): Promise<TrainingData | null> {
  const folder = await scratchFolder();
  try {
    const target = join(folder, `split.${split.format}`);
    if (!(await restoreBlob(store, { digest: split.blob, target })).ok) return null;
    const { readTable } = await import('../learn/table/read-table.ts');
    const query = `SELECT min(ts) AS first, max(ts) AS last, count(*) AS n FROM input WHERE part = 'train'`;
    const found = await readTable(target, { query }).catch(() => null);
    const [from, to, rows] = ['first', 'last', 'n'].map((name) => Number(found?.[name]?.[0] ?? Number.NaN));
    if (from === undefined || to === undefined || !Number.isFinite(from) || !Number.isFinite(to)) return null;
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), rows: rows ?? 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
