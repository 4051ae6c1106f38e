import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../base/maker-mark.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Columns, rowCount } from '../learn/columns.ts';
import type { FeatureProfile } from '../model/model-manifest.ts';
import type { OutputRecord } from '../model/record.ts';
import { restoreBlob } from '../store/blob-store.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** Bins of a profile: tenths, as the population stability index has them. */
const binCount = 10;

/**
 * What the training rows of a table of features held, by a split's table with the column `part`. Rows of the two
 * are matched by the columns that both have and that are no features; an error in words where they cannot be.
 */
export async function profileFeatures({
  store,
  table,
  parts,
  features,
}: {
  readonly store: StoreFolder;
  readonly table: OutputRecord;
  readonly parts: OutputRecord;
  readonly features: readonly string[];
}): Promise<Result<Readonly<Record<string, FeatureProfile>>, string>> {
  const folder = await scratchFolder();
  try {
    const read = async ({ blob, format, path }: OutputRecord, name: string): Promise<Columns> => {
      const target = join(folder, `${name}.${format}`);
      if (!(await restoreBlob(store, { digest: blob, target })).ok)
        throw new Error(`${path} is not in the store`);
      const { readTable } = await import('../learn/table/read-table.ts');
      return await readTable(target);
    };
    const rows = await read(table, 'features');
    const training = trainingRows(rows, { split: await read(parts, 'split'), features });
    return ok(
      Object.fromEntries(
        features.map((name) => {
          const column = Object.hasOwn(rows, name) ? rows[name] : undefined;
          if (!ArrayBuffer.isView(column)) throw new Error(`${table.path} has no numeric column "${name}"`);
          return [name, profileColumn(Float64Array.from(training, (row) => column[row] ?? Number.NaN))];
        }),
      ),
    );
  } catch (error) {
    return err((error as Error).message.split('\n')[0] ?? '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function trainingRows(
  rows: Columns,
  { split, features }: { readonly split: Columns; readonly features: readonly string[] },
): readonly number[] {
  const { part } = split;
  if (part === undefined) throw new Error('the split has no column "part"');
  const keys = Object.keys(split).filter(
    (name) => name !== 'part' && Object.hasOwn(rows, name) && !features.includes(name),
  );
  if (keys.length === 0) throw new Error('the split and the features have no column in common');
  const keyOf = (columns: Columns, row: number) => JSON.stringify(keys.map((name) => columns[name]?.[row]));
  const trained = new Set<string>();
  for (let row = 0; row < rowCount(split); row++) if (part[row] === 'train') trained.add(keyOf(split, row));
  const found: number[] = [];
  for (let row = 0; row < rowCount(rows); row++) if (trained.has(keyOf(rows, row))) found.push(row);
  if (found.length === 0) throw new Error('no row of the features is a training row');
  return found;
}

/** The profile of one column; missing values are NaN. */
function profileColumn(values: Float64Array): FeatureProfile {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = [sorted[0], sorted.at(-1)];
  const ends = Array.from(
    { length: binCount - 1 },
    (_, i) => sorted[Math.floor(((i + 1) / binCount) * sorted.length)],
  );
  const cuts = [...new Set(ends)].filter((end) => end !== undefined && end !== high);
  const counts = new Array<number>(cuts.length + 1).fill(0);
  for (const value of sorted) counts[binOf(value, cuts as number[])]!++;
  return {
    rows: values.length,
    missing: values.length - sorted.length,
    range: low === undefined || high === undefined ? null : [low, high],
    cuts: cuts as number[],
    counts,
  };
}

/** The bin of a value, by upper ends that belong to their bins. */
export function binOf(value: number, cuts: readonly number[]): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
