import { readFile } from 'node:fs/promises';
import { digestOf } from '../base/digest.ts';
import { isJsonObject } from '../base/json.ts';
import type { Fingerprint } from '../model/recipe.ts';
import type { ResultRecord } from '../model/result-record.ts';
import type { StoreFolder } from './store-folder.ts';

/**
 * The commit record of a fingerprint, or null where there is none that can be believed: a record must parse
 * and its recipe must hash to the fingerprint that it stands under.
 */
export async function readResult(store: StoreFolder, fingerprint: Fingerprint): Promise<ResultRecord | null> {
  let text: string;
  try {
    text = await readFile(store.result(fingerprint), 'utf8');
  } catch {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value.schema !== 'labbook.result/1') return null;
    const record = value as unknown as ResultRecord;
    return digestOf('stage-recipe/1', record.recipe) === fingerprint ? record : null;
  } catch {
    return null;
  }
}
