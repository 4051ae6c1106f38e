import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { untagged } from '../../base/tagged-json.ts';
import { type Columns, rowCount } from '../../learn/columns.ts';
import type { ModelManifest } from '../../model/model-manifest.ts';
import type { RegistryFolder } from '../registry-folder.ts';

/** A stage's pure function of rows, with the parameters that it was recorded with. */
export interface Transform {
  readonly stage: string;
  apply(rows: Columns): Promise<unknown>;
}

/**
 * Loads the transforms of a version whose files were verified: its recorded code, whatever stands in the working
 * tree. Rejects where the code does not load or exports no `transform`.
 */
export async function loadTransforms(
  { name, version, files, predict }: ModelManifest,
  folder: RegistryFolder,
): Promise<readonly Transform[]> {
  const loaded: Transform[] = [];
  for (const { stage, role, params } of predict?.transforms ?? []) {
    const file = files[role]?.file ?? '';
    const path = join(folder.version(name, version), file);
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    const { transform } = module;
    if (typeof transform !== 'function') throw new Error(`${file} exports no transform`);
    const given = untagged(params);
    loaded.push({
      stage,
      apply: async (rows) => await transform(rows, given),
    });
  }
  return loaded;
}

/** `count` rows through transforms in their order: one row out for each row in, in the same order. */
export async function transformRows(
  rows: Columns,
  { transforms, count }: { readonly transforms: readonly Transform[]; readonly count: number },
): Promise<Columns> {
  let at = rows;
  for (const { stage, apply } of transforms) at = checked(await apply(at), { stage, count });
  return at;
}

function checked(found: unknown, { stage, count }: { stage: string; count: number }): Columns {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new Error(`the transform of ${stage} gave no table: an object of columns is needed`);
  }
  const table = found as Columns;
  const made = rowCount(table);
  if (made === count) return table;
  throw new Error(
    `the transform of ${stage} made ${made} rows of ${count}: it must give one for each, in the same order, ` +
      'with NaN for what cannot be told',
  );
}
